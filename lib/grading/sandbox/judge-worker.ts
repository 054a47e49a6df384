// The thread that judges: it is sent one answer after the other and sends back the judgement. All it
// knows of an answer's code is what the channel tells.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { offerOf, privateOf, variantOf } from '../exercise.js';
import { exerciseOf } from '../exercises/index.js';
import { judge } from '../judge.js';
import { RemoteSource } from './channel.js';

/** One answer to judge. */
export interface Work {
  readonly exercise: string;
  readonly source: string;
  /** Whose copy it answers, where copies differ. */
  readonly seed?: string;
  /** The lecturer's private seed. */
  readonly privateSeed?: string;
  /** Draw the first failure. */
  readonly figure?: boolean;
  /** Write a page of it. */
  readonly page?: boolean;
}

const { port, bell } = workerData as { port: MessagePort; bell: Int32Array };

parentPort!.on('message', ({ exercise: id, source, seed, privateSeed, figure = false, page = false }: Work) => {
  try {
    const exercise = privateOf(variantOf(exerciseOf(id), seed), privateSeed);
    parentPort!.postMessage({
      judgement: judge(exercise, () => new RemoteSource(source, offerOf(exercise), port, bell), {
        stories: true,
        figure,
        page,
      }),
    });
  } catch (error) {
    parentPort!.postMessage({ fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
});
