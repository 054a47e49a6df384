// What a notebook imports.
export {};
