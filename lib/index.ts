// What a notebook imports: `import { … } from 'pinlab'`.
//
// The engine (write a scenario; simulate, explore, replay it), the machine's kernel functions, the
// named scenarios with their rules and eras, measuring, figures, predictions.

export { albumPages, harmAlbum, type ShortestWay, shortestWay } from './claims/harm-album.js';
export {
  lateRedirtyControls,
  lateRedirtyInQemu,
  lateRedirtyNative,
  testedKernels,
} from './claims/real-kernels.js';
export { type KeptVerdict, keptVerdicts, scoreboard, verdictText } from './claims/scoreboard.js';
export { claim, claims, type SettledClaim } from './claims/settle.js';
export { claimsOf, messages, thread } from './claims/thread.js';
export { threadMap, threadTable } from './claims/thread-map.js';
export { type ChapterVerdict, chapterVerdicts, verdictLine } from './claims/verdicts.js';
export { directRead, readCompletion, redirtyWorker } from './devices/direct-read.js';
export { directWrite } from './devices/direct-write.js';
export { fencer, leaseHolder } from './devices/lease-holder.js';
export type { Machine } from './devices/machine.js';
export { deviceFault, dropReferences } from './devices/mirror.js';
export { mirrorWrite } from './devices/mirror-access.js';
export { mirrorCosts } from './devices/mirror-costs.js';
export { invalidate } from './devices/mirror-driver.js';
export { deviceOperations } from './devices/operations.js';
export {
  adapter,
  deregisterRegion,
  pollCompletions,
  regionOwner,
  registerRegion,
} from './devices/rdma.js';
export { restoreWorker } from './devices/restore.js';
export { storages } from './devices/storage.js';
export { fillRing, networkAdapter, umemOwner } from './devices/xdp.js';
export { type Agreement, compareWithGraph } from './engine/agreement.js';
export * from './engine/index.js';
export { type Counterexample, counterexample, story } from './exports/counterexample.js';
export { type ItfOptions, type ItfTrace, itf } from './exports/itf.js';
export { type MermaidOptions, mermaid } from './exports/mermaid.js';
export { counterexamplePage, type PageOptions } from './exports/page/page.js';
export { whatIfText } from './exports/what-if-text.js';
export { flushDevice, submitBio } from './filesystems/block-device.js';
export { exitMemory, fork } from './filesystems/fork.js';
export { fsync, msync, waitForWriteback } from './filesystems/fsync.js';
export { load } from './filesystems/load.js';
export { punchHole } from './filesystems/punch.js';
export { kswapd, reclaimPage } from './filesystems/reclaim.js';
export { recover } from './filesystems/recover.js';
export { store } from './filesystems/store.js';
export { truncate } from './filesystems/truncate.js';
export { flusher, startWriteback, writeCachePages } from './filesystems/writeback.js';
export type { BreakItSteps, FileHandle } from './grading/exercises/break-it.js';
export type { FsyncSteps } from './grading/exercises/fsync.js';
export type { LeaseHandle, LeaseSteps } from './grading/exercises/lease.js';
export type { LongTermSteps, RequestHandle } from './grading/exercises/long-term.js';
export type { NotifierSteps, TranslationHandle, Why } from './grading/exercises/notifier.js';
export type { PageMkwriteSteps } from './grading/exercises/page-mkwrite.js';
export type { PlaySteps } from './grading/exercises/play-it.js';
export type { PredictSteps } from './grading/exercises/predict-it.js';
export type { BlockSteps } from './grading/exercises/reflink-and-dax.js';
export type { PolicySteps, RuleSteps, Waits } from './grading/exercises/smallest-set.js';
export type { StablePagesSteps } from './grading/exercises/stable-pages.js';
export type { TruncateSteps } from './grading/exercises/truncate.js';
export type { UnpinSteps } from './grading/exercises/unpin.js';
export type { Handle, InodeHandle, Op, PageHandle, PinHandle, PteHandle, Steps } from './grading/op.js';
export { check } from './grading/self-check/check.js';
export { type Admission, admit } from './gup/admission.js';
export { admissionChecks } from './gup/admission-checks.js';
export { callers } from './gup/callers.js';
export { type GupCase, gupCases } from './gup/cases.js';
export { processVmWritev } from './gup/kernel-write.js';
export { getUserPage, Pin, pinLongTermForReading, pinUserPage, unpinUserPage } from './gup/pin.js';
export { drainPipe, vmsplice } from './gup/pipe.js';
export { setPageDirtyLock } from './gup/unpin.js';
export { type HarmKind, harmKinds } from './harms/catalogue.js';
export { harms } from './harms/harms.js';
export { harmAnswer, hostageHarm, hostageVerdict, withHostageHarms } from './harms/hostage.js';
export { observations } from './harms/observations.js';
export { pinTestErrors } from './harms/pin-test.js';
export { type Answers, Explorations, type Judged } from './matrix/explorations.js';
export * from './measure/index.js';
export { munmap } from './pages/address-space.js';
export { getPage, holdPage, putPage } from './pages/bystander.js';
export { type DeviceKind, deviceKinds } from './pages/device-kind.js';
export { pageMkclean, setPageDirty } from './pages/dirty.js';
export { biasedCounts, type HolderSeries, pageHolders, referenceCounts } from './pages/holders.js';
export { lockPage, unlockPage } from './pages/lock.js';
export { invalidateRangeEnd, invalidateRangeStart } from './pages/notifier.js';
export { isMapped, maybePinned, Page, Pte, pageAt, pinBias, refcount } from './pages/page.js';
export { syncCalled, syncReturned } from './pages/promises.js';
export * from './plots/index.js';
export { glossary } from './predictions/glossary.js';
export { predict, predictions, recap, reveal } from './predictions/predict.js';
export { type ConformanceRow, conformance } from './rules/conformance.js';
export { type Era, type EraSwitch, era, eraDifferences, eras } from './rules/eras.js';
export { proposals, switchValues } from './rules/proposals.js';
export { type Choices, settingOf } from './rules/setting.js';
export { type DeviceParts, deviceScenario } from './scenarios/device-scenario.js';
export { deviceUnderInvalidations, type Invalidations, operationOf } from './scenarios/device-under-invalidations.js';
export { namedScenario, scenarios } from './scenarios/index.js';
export {
  type MachineParts,
  type MachineWith,
  machineScenario,
  type NamedScenario,
} from './scenarios/machine-scenario.js';
export { type PatchSetting, type PatchSwitches, withPatch } from './scenarios/patch.js';
export { assumedCosts, type Sensitivity, sensitivity } from './scenarios/sensitivity.js';
export { type Leg, steer } from './scenarios/steer.js';
