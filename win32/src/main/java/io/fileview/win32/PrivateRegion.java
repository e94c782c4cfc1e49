package io.fileview.win32;

import io.fileview.guarded.GuardedAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Memory allocated with {@code VirtualAlloc}, or a placeholder. */
final class PrivateRegion extends Region {
    /** The value of a page that is not committed. */
    private static final int RESERVED = 0;

    private final EngineChoice engine;
    private final boolean placeholder;
    private final boolean replacedPlaceholder;
    private final PageRuns protections;
    private @Nullable PrivateStore store;

    private PrivateRegion(
            long base,
            long size,
            int protect,
            boolean placeholder,
            boolean replacedPlaceholder,
            EngineChoice engine) {
        super(base, size, protect);
        this.engine = engine;
        this.placeholder = placeholder;
        this.replacedPlaceholder = replacedPlaceholder;
        this.protections = new PageRuns(pages(), RESERVED);
    }

    static PrivateRegion memory(
            long base, long size, int protect, boolean replacesPlaceholder, EngineChoice engine) {
        return new PrivateRegion(base, size, protect, false, replacesPlaceholder, engine);
    }

    static PrivateRegion placeholder(long base, long size, EngineChoice engine) {
        return new PrivateRegion(base, size, WinNt.PAGE_NOACCESS, true, false, engine);
    }

    boolean isPlaceholder() {
        return placeholder;
    }

    boolean replacedPlaceholder() {
        return replacedPlaceholder;
    }

    synchronized void commit(long from, long to, int protect) throws IOException {
        store();
        protections.set(from, to, protect);
    }

    synchronized void decommit(long from, long to) throws IOException {
        PrivateStore memory = store;
        for (long page = from; memory != null && page < to; page = protections.end(page)) {
            if (isCommitted(page)) {
                long end = Math.min(to, protections.end(page));
                memory.clear(page * AddressSpace.PAGE_SIZE, end * AddressSpace.PAGE_SIZE);
            }
        }
        protections.set(from, to, RESERVED);
        forget(from, to);
    }

    private PrivateStore store() throws IOException {
        PrivateStore memory = store;
        if (memory == null) {
            memory = new PrivateStore(size(), engine);
            store = memory;
        }
        return memory;
    }

    @Override
    int type() {
        return WinNt.MEM_PRIVATE;
    }

    @Override
    boolean isCommitted(long page) {
        return protections.get(page) != RESERVED;
    }

    @Override
    int protection(long page) {
        return protections.get(page);
    }

    @Override
    long runEnd(long page) {
        return protections.end(page);
    }

    @Override
    void protect(long from, long to, int protect) {
        protections.set(from, to, protect);
    }

    @Override
    int checked(int protect) {
        if (PageProtection.isWriteCopy(protect)) {
            throw Status.INVALID_PAGE_PROTECTION.failure();
        }
        return protect;
    }

    @Override
    boolean isPrivate(long page) {
        return true;
    }

    @Override
    void read(long offset, byte[] into, int from, int length) throws IOException {
        memory().copyTo(offset, into, from, length);
    }

    @Override
    void write(long offset, byte[] bytes, int from, int length) throws IOException {
        memory().copyFrom(offset, bytes, from, length);
    }

    private synchronized GuardedAccess memory() throws IOException {
        return store().bytes();
    }

    @Override
    void prepareWrite(long page) {}

    @Override
    synchronized void withMemory(long from, long to, MemoryAction action) throws IOException {
        action.on(
                store().view(),
                from * AddressSpace.PAGE_SIZE,
                (to - from) * AddressSpace.PAGE_SIZE);
    }

    @Override
    synchronized void release() {
        if (store != null) {
            store.close();
        }
    }
}
