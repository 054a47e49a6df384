// The words of the field, each in one sentence.

/** A word and what it stands for. */
export interface Word {
  readonly word: string;
  readonly meaning: string;
}

/** The words that the book uses without explaining them again. */
export const glossary: readonly Word[] = [
  { word: 'page, folio', meaning: 'a piece of memory that holds a piece of a file; a folio is one page or several' },
  { word: 'page cache', meaning: 'the pages that hold parts of files; writes go there first' },
  { word: 'PTE', meaning: 'page-table entry: where a virtual address leads, and whether it may be written' },
  { word: 'dirty', meaning: 'changed and not yet written to the disk; a PTE and a page each have such a bit' },
  { word: 'page_mkwrite', meaning: 'how the filesystem hears that a clean page is about to be written' },
  { word: 'writeback', meaning: 'writing dirty pages to the disk, by fsync or in the background (the flusher)' },
  { word: 'cleaning', meaning: 'write-protecting a page, clearing its dirty bit and sending it to the disk' },
  { word: 'fsync', meaning: 'the system call that returns when the file’s data will survive a power cut' },
  { word: 'GUP, pin', meaning: 'get_user_pages: a reference on a page that lets a device use it' },
  { word: 'DMA', meaning: 'a device reading or writing memory by itself' },
  { word: 'O_DIRECT', meaning: 'reading or writing a file straight to and from the caller’s memory, by DMA' },
  { word: 'truncate', meaning: 'cutting a file off: its pages leave the cache, its blocks are freed' },
  { word: 'buffers', meaning: 'the filesystem’s note on a page of where on disk it belongs' },
  { word: 'sector', meaning: 'half a page here: the smallest piece that a device moves at once' },
  {
    word: 'checksum, integrity',
    meaning: 'a number kept with a sector by which storage notices that its bytes are not those written',
  },
  { word: 'stable page', meaning: 'a page that nobody may change while it is under writeback' },
  { word: 'TOWRITE', meaning: 'the page cache’s mark on pages that were dirty when an fsync began' },
  { word: 'iomap', meaning: 'the kernel’s newer code for direct I/O; its older code is called classic here' },
  { word: 'RDMA', meaning: 'devices that move memory over a network, and may hold it for as long as a program likes' },
  { word: 'ghost', meaning: 'bookkeeping of this machine that only the detectors of harms read' },
  { word: 'reclaim', meaning: 'taking memory back (kswapd): unmapping pages, dropping their buffers, removing them' },
  {
    word: 'i_mmap_sem',
    meaning:
      'the lock between page faults, which share it, and truncation, which wants it alone; invalidate_lock since 5.15',
  },
  { word: 'DAX', meaning: 'mapping a file of persistent memory without a copy: the page is the block' },
  { word: 'orphan', meaning: 'a page that has left its file and lives on because somebody holds it' },
  { word: 'hostage', meaning: 'an operation that has begun and that only a step of user space can let end' },
  { word: 'starved', meaning: 'put off for ever, though everybody else goes on' },
  { word: 'VMA', meaning: 'a range of a process’s addresses, and what is mapped there' },
  {
    word: 'iov_iter',
    meaning: 'how the kernel hands the caller’s memory to direct I/O, pipes and others; it can pin it',
  },
  { word: 'AF_XDP', meaning: 'sockets for which a network adapter writes packets straight into a program’s memory' },
  {
    word: 'MMU notifier',
    meaning: 'the call that tells a driver which entries of a page table change, before they do and after',
  },
  { word: 'hmm_range_fault', meaning: 'how a driver reads a process’s page table, faulting what is missing' },
  { word: 'ODP', meaning: 'on-demand paging: RDMA by an adapter that can fault, and so need not pin' },
  {
    word: 'IOMMU, ATS, PRI',
    meaning:
      'what translates a device’s addresses; how a device keeps a copy of that; how it asks for a page not there',
  },
  {
    word: 'lease',
    meaning: 'a promise that its holder is asked first: F_SETLEASE by a program, a delegation or a layout by a server',
  },
];
