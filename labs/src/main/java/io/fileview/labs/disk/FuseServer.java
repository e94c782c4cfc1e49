package io.fileview.labs.disk;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.fileview.labs.common.PageSize;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Serves one regular file to the kernel through {@code /dev/fuse}, without a library: the root of the
 * file system is the file. The protocol is that of {@code linux/fuse.h}, version 7.31.
 *
 * <p>One thread reads requests and records when each arrived, another answers them in order. So it is
 * known which writes had not been answered when a flush arrived: that flush does not cover them.
 */
final class FuseServer {
    /** The most bytes that a request reads or writes; the mount has this limit, too. */
    static final int MAX_WRITE = 1 << 20;
    private static final int IN_HEADER = 40;
    private static final int OUT_HEADER = 16;
    private static final int WRITE_IN = 40;
    private static final int BUFFER = MAX_WRITE + 4096;
    private static final int BUFFERS = 32;
    private static final int VERSION = 7;
    private static final int MINOR = 31;
    private static final int FLAG_ASYNC_READ = 1;
    private static final int FLAG_BIG_WRITES = 1 << 5;
    private static final int FLAG_ASYNC_DIO = 1 << 15;
    private static final int FLAG_MAX_PAGES = 1 << 22;
    private static final int REGULAR_FILE = 0100600;

    private final int fd;
    private final ServedDisk disk;
    private final AtomicLong clock = new AtomicLong();
    private final BlockingQueue<MemorySegment> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Request> arrived = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final MemorySegment answer;

    /** A request, and when it was read. */
    private record Request(MemorySegment buffer, long length, long stamp) {}

    FuseServer(int fd, ServedDisk disk, Arena arena) {
        this.fd = fd;
        this.disk = disk;
        this.answer = arena.allocate(OUT_HEADER + MAX_WRITE, 8);
        for (int i = 0; i < BUFFERS; i++) {
            free.add(arena.allocate(BUFFER, 8));
        }
    }

    /** Serves until the file is unmounted. */
    void serve() throws IOException, InterruptedException {
        Thread reader = Thread.ofPlatform().daemon().name("requests").start(this::readAll);
        for (Request request = arrived.take(); request.length > 0; request = arrived.take()) {
            handle(request);
            free.put(request.buffer);
        }
        reader.join();
    }

    private void readAll() {
        try {
            while (true) {
                MemorySegment buffer = free.take();
                long length = LinuxCalls.read(fd, buffer);
                if (length == -LinuxCalls.EINTR
                        || length == -LinuxCalls.EAGAIN
                        || length == -LinuxCalls.ENOENT) { // the request was withdrawn
                    free.put(buffer);
                    continue;
                }
                if (length < 0 && length != -LinuxCalls.ENODEV) {
                    System.err.println("reading /dev/fuse failed with error number " + -length);
                }
                arrived.put(new Request(buffer, length, clock.incrementAndGet()));
                if (length < 0) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Request request) throws IOException {
        MemorySegment in = request.buffer;
        int opcode = in.get(JAVA_INT_UNALIGNED, 4);
        long unique = in.get(JAVA_LONG_UNALIGNED, 8);
        FuseOperation operation = FuseOperation.of(opcode);
        if (operation == null) {
            reply(unique, -LinuxCalls.ENOSYS, 0);
            return;
        }
        switch (operation) {
            case FORGET, BATCH_FORGET, INTERRUPT -> {}
            case INIT -> init(unique, in);
            case GETATTR, SETATTR -> attributes(unique);
            case OPEN -> zeros(unique, 16);
            case STATFS -> zeros(unique, 80);
            case RELEASE, FLUSH, DESTROY -> reply(unique, 0, 0);
            case READ -> read(unique, in);
            case WRITE -> write(unique, in);
            case FSYNC -> reply(unique, disk.flush(request.stamp) ? 0 : -LinuxCalls.EIO, 0);
        }
    }

    private void init(long unique, MemorySegment in) throws IOException {
        int offered = in.get(JAVA_INT_UNALIGNED, IN_HEADER + 12);
        MemorySegment out = body(64);
        out.set(JAVA_INT_UNALIGNED, 0, VERSION);
        out.set(JAVA_INT_UNALIGNED, 4, MINOR);
        out.set(JAVA_INT_UNALIGNED, 8, MAX_WRITE);
        int wanted = FLAG_ASYNC_READ | FLAG_BIG_WRITES | FLAG_ASYNC_DIO | FLAG_MAX_PAGES;
        out.set(JAVA_INT_UNALIGNED, 12, offered & wanted);
        out.set(JAVA_SHORT_UNALIGNED, 16, (short) BUFFERS);
        out.set(JAVA_SHORT_UNALIGNED, 18, (short) BUFFERS);
        out.set(JAVA_INT_UNALIGNED, 20, MAX_WRITE);
        out.set(JAVA_INT_UNALIGNED, 24, 1);
        out.set(JAVA_SHORT_UNALIGNED, 28, (short) (MAX_WRITE / PageSize.BYTES));
        reply(unique, 0, 64);
    }

    private void attributes(long unique) throws IOException {
        MemorySegment out = body(104);
        out.set(JAVA_LONG_UNALIGNED, 0, 3600); // how long the kernel may cache it, in seconds
        out.set(JAVA_LONG_UNALIGNED, 16, 1);
        out.set(JAVA_LONG_UNALIGNED, 24, disk.size());
        out.set(JAVA_LONG_UNALIGNED, 32, disk.size() / 512);
        out.set(JAVA_INT_UNALIGNED, 76, REGULAR_FILE);
        out.set(JAVA_INT_UNALIGNED, 80, 1);
        out.set(JAVA_INT_UNALIGNED, 96, 4096);
        reply(unique, 0, 104);
    }

    private void zeros(long unique, int length) throws IOException {
        body(length);
        reply(unique, 0, length);
    }

    private void read(long unique, MemorySegment in) throws IOException {
        long offset = in.get(JAVA_LONG_UNALIGNED, IN_HEADER + 8);
        int length = in.get(JAVA_INT_UNALIGNED, IN_HEADER + 16);
        var into = answer.asSlice(OUT_HEADER, Math.min(length, MAX_WRITE)).asByteBuffer();
        disk.read(offset, into);
        reply(unique, 0, into.position());
    }

    private void write(long unique, MemorySegment in) throws IOException {
        long offset = in.get(JAVA_LONG_UNALIGNED, IN_HEADER + 8);
        int length = in.get(JAVA_INT_UNALIGNED, IN_HEADER + 16);
        var data = in.asSlice(IN_HEADER + WRITE_IN, length).asByteBuffer();
        boolean done = disk.write(offset, data, clock.incrementAndGet());
        body(8).set(JAVA_INT_UNALIGNED, 0, length);
        reply(unique, done ? 0 : -LinuxCalls.EIO, done ? 8 : 0);
    }

    private MemorySegment body(int length) {
        return answer.asSlice(OUT_HEADER, length).fill((byte) 0);
    }

    private void reply(long unique, int error, int length) throws IOException {
        answer.set(JAVA_INT_UNALIGNED, 0, OUT_HEADER + length);
        answer.set(JAVA_INT_UNALIGNED, 4, error);
        answer.set(JAVA_LONG_UNALIGNED, 8, unique);
        long written = LinuxCalls.write(fd, answer, OUT_HEADER + length);
        // ENOENT: the request was interrupted, and nobody waits for the answer.
        if (written < 0 && written != -LinuxCalls.ENOENT && written != -LinuxCalls.ENODEV) {
            throw new IOException("an answer to the kernel failed with error number " + -written);
        }
    }

    /** The operations for a file that is only opened, read, written and flushed. */
    private enum FuseOperation {
        FORGET(2),
        GETATTR(3),
        SETATTR(4),
        OPEN(14),
        READ(15),
        WRITE(16),
        STATFS(17),
        RELEASE(18),
        FSYNC(20),
        FLUSH(25),
        INIT(26),
        INTERRUPT(36),
        DESTROY(38),
        BATCH_FORGET(42);

        private final int opcode;

        FuseOperation(int opcode) {
            this.opcode = opcode;
        }

        static @Nullable FuseOperation of(int opcode) {
            for (FuseOperation operation : values()) {
                if (operation.opcode == opcode) {
                    return operation;
                }
            }
            return null;
        }
    }
}
