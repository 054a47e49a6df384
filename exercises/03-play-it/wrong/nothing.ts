// Fails 03-play-it/moves: no move is made.
import type { Op, PlaySteps } from 'pinlab';

export function* play(_k: PlaySteps): Op {}
