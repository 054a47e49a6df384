// What a worker thread answers: a message, an error that it sent in one, or nothing, because it died.
import type { Worker } from 'node:worker_threads';
import { ModelError } from './model-error.js';

/** An error as it goes from thread to thread. */
export interface SentError {
  readonly name: string;
  readonly message: string;
}

/** An error, to be sent. */
export function sentError(error: unknown): SentError {
  const { message, name } = error instanceof Error ? error : new Error(String(error));
  return { message, name };
}

/** An error that was sent, as if it had been thrown here. */
export function receivedError({ message, name }: SentError): Error {
  if (name === 'ModelError') return new ModelError(message);
  if (name === 'RangeError') return new RangeError(message);
  return Object.assign(new Error(message), { name });
}

/**
 * Tells a worker something and waits for its answer.
 * @throws Error when it dies instead
 */
export function answerOf<Answer>(worker: Worker, told: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const lost = (error: unknown): void =>
      reject(error instanceof Error ? error : new Error('a worker thread ended without an answer'));
    worker.once('error', lost);
    worker.once('exit', lost);
    worker.once('message', (answer: Answer) => {
      worker.off('error', lost);
      worker.off('exit', lost);
      resolve(answer);
    });
    worker.postMessage(told);
  });
}
