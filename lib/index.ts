// What a notebook imports: `import { … } from 'pinlab'`.
//
// The engine (write a scenario; simulate, explore, replay it), the machine's kernel functions, the
// named scenarios with their rules and eras, measuring, figures, predictions.

export { claimsOf, messages, thread } from './claims/thread.js';
export { threadMap } from './claims/thread-map.js';
export { directRead } from './devices/direct-read.js';
export type { Machine } from './devices/machine.js';
export { storages } from './devices/storage.js';
export * from './engine/index.js';
export { fsync } from './filesystems/fsync.js';
export { kswapd, reclaimPage } from './filesystems/reclaim.js';
export { recover } from './filesystems/recover.js';
export { store } from './filesystems/store.js';
export { truncate } from './filesystems/truncate.js';
export { flusher } from './filesystems/writeback.js';
export { pinUserPage } from './gup/pin.js';
export { harms } from './harms/harms.js';
export { observations } from './harms/observations.js';
export * from './measure/index.js';
export { setPageDirty } from './pages/dirty.js';
export { lockPage, unlockPage } from './pages/lock.js';
export { isMapped, maybePinned, pinBias, refcount } from './pages/page.js';
export * from './plots/index.js';
export { predict, predictions, reveal } from './predictions/predict.js';
export { era, eras } from './rules/eras.js';
export { proposals, switchValues } from './rules/proposals.js';
export type { Choices } from './rules/setting.js';
export { namedScenario, scenarios } from './scenarios/index.js';
export { machineScenario, type NamedScenario } from './scenarios/machine-scenario.js';
