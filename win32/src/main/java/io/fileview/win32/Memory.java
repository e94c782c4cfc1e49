package io.fileview.win32;

import io.fileview.waiting.StackRoom;
import java.io.IOException;

/** Reads and writes memory, checking every page first, so that no access can crash the JVM. */
final class Memory implements MemoryApi {
    private final AddressSpace space;

    Memory(AddressSpace space) {
        this.space = space;
    }

    /** Reads or writes part of one page. */
    private interface PageAction {
        void on(Region region, long offset, int done, int length) throws IOException;
    }

    @Override
    public byte[] read(long address, int length) {
        byte[] bytes = new byte[mapped(address, length)];
        access(
                address,
                length,
                false,
                (region, offset, done, chunk) -> {
                    if (chunk > bytes.length - done) {
                        throw new AccessViolationException(
                                address + done, false, "nothing was mapped there");
                    }
                    region.read(offset, bytes, done, chunk);
                });
        return bytes;
    }

    /** How much of a range is mapped: no more memory is needed for it, however long it is. */
    private int mapped(long address, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("the length is " + length + "; give 0 or more");
        }
        try {
            return space.reading(
                    () -> {
                        long end = address;
                        for (Region region = space.at(end);
                                region != null && end - address < length;
                                region = space.at(end)) {
                            end = region.end();
                        }
                        return (int) Math.min(length, end - address);
                    });
        } catch (IOException e) {
            throw new IllegalStateException("the table of regions does no I/O", e);
        }
    }

    @Override
    public void write(long address, byte[] bytes) {
        access(
                address,
                bytes.length,
                true,
                (region, offset, done, chunk) -> region.write(offset, bytes, done, chunk));
    }

    private void access(long address, int length, boolean write, PageAction action) {
        StackRoom.require(FunctionBase.DEPTH);
        int done = 0;
        while (done < length) {
            long at = address + done;
            int chunk = (int) Math.min(length - done, AddressSpace.PAGE_SIZE - (at & 4095));
            accessPage(at, done, chunk, write, action);
            done += chunk;
        }
    }

    private void accessPage(long at, int done, int chunk, boolean write, PageAction action) {
        try {
            space.reading(
                    () -> {
                        Region region = space.at(at);
                        if (region == null) {
                            throw new AccessViolationException(
                                    at, write, "nothing is mapped there");
                        }
                        region.access(at, write);
                        action.on(region, at - region.base(), done, chunk);
                        return true;
                    });
        } catch (IOException e) {
            InPageErrorException failure =
                    new InPageErrorException(at, write, "the page cannot be read or written");
            failure.initCause(e);
            throw failure;
        }
    }
}
