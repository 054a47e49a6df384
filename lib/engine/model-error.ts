/** An error in a model's own code: what was done, and what to write instead. */
export class ModelError extends Error {
  override name = 'ModelError';
}
