package io.fileview.guarded.mapped;

import io.fileview.waiting.BlockingCalls;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Copies bytes of mapped pages by system calls, through a pipe. The thread is in native state while
 * it waits for a page, so it delays no safepoint, and the kernel reports an unreadable page as the
 * error of the call, so no signal is sent. The JDK cannot do this without a pipe: its other methods
 * of copying memory run in Java state.
 */
final class KernelCopy {
    /** The maximum of one copy. Every pipe has room for it. */
    static final int MOST = 4096;

    /** The maximum of pipes that are kept open for later use; each takes two file descriptors. */
    private static final int MOST_IDLE = 8;

    /** Far more interrupts than a program sends to one call; each closes the pipe. */
    private static final int MOST_ATTEMPTS = 1_000;

    /** Represents the threads that make calls for virtual threads; never started. */
    private static final Thread ANOTHER_THREAD = Thread.ofPlatform().unstarted(() -> {});

    private static final ConcurrentLinkedDeque<Pipe> IDLE = new ConcurrentLinkedDeque<>();
    private static final Semaphore ROOM_FOR_IDLE = new Semaphore(MOST_IDLE);

    private KernelCopy() {}

    /** The kernel could not access the page. */
    static final class BadPageException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        BadPageException(IOException cause) {
            super(cause);
        }
    }

    /** Copies all bytes of a part of a page to the start of an array. */
    static void out(MemorySegment part, byte[] target, int count) throws IOException {
        make(part, pipe -> {
            write(pipe, pageOf(part), true);
            ByteBuffer into = ByteBuffer.wrap(target, 0, count);
            while (into.hasRemaining()) {
                read(pipe, into, false);
            }
        });
    }

    /** Copies the start of an array to all bytes of a part of a page. */
    static void in(MemorySegment part, byte[] source, int count) throws IOException {
        make(part, pipe -> {
            write(pipe, ByteBuffer.wrap(source, 0, count), false);
            ByteBuffer into = pageOf(part);
            while (into.hasRemaining()) {
                read(pipe, into, true);
            }
        });
    }

    private static ByteBuffer pageOf(MemorySegment part) {
        return part.asByteBuffer();
    }

    private static void write(Pipe pipe, ByteBuffer bytes, boolean isPage) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                pipe.sink().write(bytes);
            }
        } catch (ClosedChannelException interrupted) {
            throw interrupted;
        } catch (IOException failure) {
            throw isPage ? new BadPageException(failure) : failure;
        }
    }

    private static void read(Pipe pipe, ByteBuffer into, boolean isPage) throws IOException {
        try {
            if (pipe.source().read(into) < 0) {
                throw new EOFException("a pipe of this process has been closed");
            }
        } catch (ClosedChannelException interrupted) {
            throw interrupted;
        } catch (IOException failure) {
            throw isPage ? new BadPageException(failure) : failure;
        }
    }

    private interface Copy {
        void through(Pipe pipe) throws IOException;
    }

    private static void make(MemorySegment part, Copy copy) throws IOException {
        if (part.isAccessibleBy(ANOTHER_THREAD)) {
            BlockingCalls.make(
                    () -> {
                        repeatIfInterrupted(copy);
                        return copy;
                    });
        } else {
            repeatIfInterrupted(copy); // Only this thread may access the pages of the view.
        }
    }

    /** An interrupt closes the pipe. The copy is made again through another one. */
    private static void repeatIfInterrupted(Copy copy) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int i = 1;; i++) {
                try {
                    makeOnce(copy);
                    return;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    if (i == MOST_ATTEMPTS) {
                        throw new IOException(
                                MOST_ATTEMPTS
                                        + " interrupts came while bytes were copied; do not"
                                        + " interrupt this thread so often",
                                e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void makeOnce(Copy copy) throws IOException {
        Pipe pipe = open();
        boolean isEmpty = false;
        try {
            copy.through(pipe);
            isEmpty = true;
        } finally {
            if (isEmpty && ROOM_FOR_IDLE.tryAcquire()) {
                IDLE.push(pipe);
            } else {
                pipe.sink().close();
                pipe.source().close();
            }
        }
    }

    private static Pipe open() throws IOException {
        Pipe idle = IDLE.poll();
        if (idle != null) {
            ROOM_FOR_IDLE.release();
            return idle;
        }
        try {
            return Pipe.open();
        } catch (IOException failure) {
            throw new IOException(
                    "no pipe could be opened to copy bytes of a view through, which takes two file"
                            + " descriptors; close files, or raise the limit with ulimit -n",
                    failure);
        }
    }
}
