package io.fileview.win32;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A view of a section: the core's view of the shared bytes and, once a copy-on-write page has been
 * written, a store of private pages. Pages that are not private yet follow the section.
 */
final class ViewRegion extends Region {
    private final SectionObject section;
    private final long offset;
    private final View shared;

    /** Guarded, because another program may truncate the file at any time. */
    private final GuardedAccess sharedBytes;

    private final boolean replacedPlaceholder;
    private final EngineChoice engine;
    private final PageRuns protections;
    private final BitSet copied = new BitSet(); // guarded by this
    private @Nullable PrivateStore copies; // guarded by this

    /**
     * A request to map a view.
     *
     * @param section the section, retained for the view
     * @param offset bytes from its start
     * @param size bytes, whole pages
     * @param protect the protection, with the section's modifiers
     * @param replacesPlaceholder true if the view replaces a placeholder
     */
    record Request(
            SectionObject section,
            long offset,
            long size,
            int protect,
            boolean replacesPlaceholder) {}

    private ViewRegion(long base, Request request, View shared, EngineChoice engine) {
        super(base, request.size(), request.protect());
        this.section = request.section();
        this.offset = request.offset();
        this.shared = shared;
        this.sharedBytes = shared.guarded().neverRefused();
        this.replacedPlaceholder = request.replacesPlaceholder();
        this.engine = engine;
        PeImage image = section.image();
        this.protections = new PageRuns(pages(), request.protect());
        if (image != null) {
            PageRuns all = image.protections();
            long first = offset / AddressSpace.PAGE_SIZE;
            for (long page = 0; page < pages(); page++) {
                protections.set(page, page + 1, all.get(first + page));
            }
        }
    }

    /** Maps the view; the region takes over the caller's reference to the section. */
    static ViewRegion map(long base, Request request, EngineChoice engine) throws IOException {
        SectionObject section = request.section();
        long length = section.mappable(request.offset(), request.size());
        int protect = section.image() == null ? request.protect() : WinNt.PAGE_READONLY;
        return new ViewRegion(
                base, request, section.map(request.offset(), length, protect), engine);
    }

    SectionObject section() {
        return section;
    }

    boolean replacedPlaceholder() {
        return replacedPlaceholder;
    }

    @Override
    int type() {
        return section.image() != null ? WinNt.MEM_IMAGE : WinNt.MEM_MAPPED;
    }

    private long sectionPage(long page) {
        return offset / AddressSpace.PAGE_SIZE + page;
    }

    @Override
    boolean isCommitted(long page) throws IOException {
        CommitMap commits = section.commits();
        return commits == null || commits.isCommitted(sectionPage(page));
    }

    /**
     * Commits pages of the section, for all of its views, and sets their protection in this view.
     */
    synchronized void commit(long from, long to, int protect) throws IOException {
        CommitMap commits = section.commits();
        if (commits != null) {
            commits.commit(sectionPage(from), sectionPage(to));
        }
        protect(from, to, protect);
    }

    @Override
    int protection(long page) {
        return protections.get(page);
    }

    @Override
    long runEnd(long page) throws IOException {
        CommitMap commits = section.commits();
        if (commits == null) {
            return protections.end(page);
        }
        boolean reserved = !commits.isCommitted(sectionPage(page));
        long limit = reserved ? pages() : protections.end(page);
        return commits.end(sectionPage(page), sectionPage(limit)) - sectionPage(0);
    }

    @Override
    synchronized void protect(long from, long to, int protect) {
        int modifiers = section.shape().pageModifiers();
        protections.set(from, to, protect | modifiers);
        for (int page = copied.nextSetBit((int) from);
                page >= 0 && page < to;
                page = copied.nextSetBit(page + 1)) {
            protections.set(page, page + 1L, PageProtection.written(protect | modifiers));
        }
    }

    @Override
    int checked(int protect) {
        if (section.image() != null) {
            return PageProtection.copied(protect);
        }
        if (!PageProtection.allows(allocationProtect(), protect)) {
            throw Status.SECTION_PROTECTION.failure();
        }
        return protect;
    }

    @Override
    synchronized boolean isPrivate(long page) {
        return copied.get((int) page);
    }

    @Override
    void prepareWrite(long page) throws IOException {
        int protect = protections.get(page);
        if (!PageProtection.isWriteCopy(protect)) {
            return;
        }
        if (!copied.get((int) page)) {
            byte[] bytes = new byte[AddressSpace.PAGE_SIZE];
            readShared(page * AddressSpace.PAGE_SIZE, bytes, 0, bytes.length);
            copies().bytes().copyFrom(page * AddressSpace.PAGE_SIZE, bytes, 0, bytes.length);
            copied.set((int) page);
        }
        protections.set(page, page + 1, PageProtection.written(protect));
    }

    private PrivateStore copies() throws IOException {
        PrivateStore store = copies;
        if (store == null) {
            store = new PrivateStore(size(), engine);
            copies = store;
        }
        return store;
    }

    private synchronized @Nullable GuardedAccess copyOf(long page) throws IOException {
        return copied.get((int) page) ? copies().bytes() : null;
    }

    @Override
    void read(long at, byte[] into, int from, int length) throws IOException {
        GuardedAccess copy = copyOf(at / AddressSpace.PAGE_SIZE);
        if (copy != null) {
            copy.copyTo(at, into, from, length);
        } else {
            readShared(at, into, from, length);
        }
    }

    private void readShared(long at, byte[] into, int from, int length) throws IOException {
        int inView = Math.clamp(shared.length() - at, 0, length);
        if (inView > 0) {
            try {
                sharedBytes.copyTo(at, into, from, inView);
            } catch (MappingException e) {
                throw inPageError(at, false, e);
            }
        }
        SectionFile file = section.file();
        if (inView < length && file != null) {
            file.readAfterMapped(offset + at + inView, into, from + inView, length - inView);
        }
    }

    @Override
    void write(long at, byte[] bytes, int from, int length) throws IOException {
        GuardedAccess copy = copyOf(at / AddressSpace.PAGE_SIZE);
        if (copy != null) {
            copy.copyFrom(at, bytes, from, length);
            return;
        }
        int inView = Math.clamp(shared.length() - at, 0, length);
        if (inView > 0) {
            try {
                sharedBytes.copyFrom(at, bytes, from, inView);
            } catch (MappingException e) {
                throw inPageError(at, true, e);
            }
        }
        SectionFile file = section.file();
        if (inView < length && file != null) {
            file.writeAfterMapped(offset + at + inView, bytes, from + inView, length - inView);
        }
    }

    private InPageErrorException inPageError(long at, boolean write, MappingException cause) {
        InPageErrorException failure =
                new InPageErrorException(base() + at, write, String.valueOf(cause.getMessage()));
        failure.initCause(cause);
        return failure;
    }

    /** The part of the core's view behind a range of pages. */
    void withShared(long from, long to, MemoryAction action) throws IOException {
        long start = from * AddressSpace.PAGE_SIZE;
        long end = Math.min(to * AddressSpace.PAGE_SIZE, shared.length());
        if (start < end) {
            action.on(shared, start, end - start);
        }
    }

    @Override
    synchronized void withMemory(long from, long to, MemoryAction action) throws IOException {
        long page = from;
        while (page < to) {
            boolean copy = copied.get((int) page);
            int next = copy ? copied.nextClearBit((int) page) : copied.nextSetBit((int) page);
            long end = next < 0 ? to : Math.min(to, next);
            if (copy) {
                action.on(
                        copies().view(),
                        page * AddressSpace.PAGE_SIZE,
                        (end - page) * AddressSpace.PAGE_SIZE);
            } else {
                withShared(page, end, action);
            }
            page = end;
        }
    }

    @Override
    synchronized void release() {
        shared.close();
        if (copies != null) {
            copies.close();
        }
        section.release();
    }
}
