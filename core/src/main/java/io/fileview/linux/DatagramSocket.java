package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams to a local socket, by which service managers are told of the state of a service ({@code
 * sd_notify(3)}). The JDK has none of this kind.
 */
public final class DatagramSocket {
    private static final long AF_UNIX = 1;
    private static final long SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final long MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
    private static final int LONGEST_PATH = 107; // unix(7)
    private static final int MOST_ATTEMPTS = 50;
    private static final long NANOS_BETWEEN = 100_000_000;

    private DatagramSocket() {}

    /**
     * Sends a text.
     *
     * @param address the path of the socket, or its abstract name after {@code @}
     * @param text what to send
     * @return empty if it has been sent; otherwise the reason why not
     */
    public static Optional<String> send(String address, String text) {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = address.startsWith("@");
        if (!isAbstract && !address.startsWith("/")) {
            return Optional.of("only paths and names after @ are supported");
        }
        if (name.length > LONGEST_PATH) {
            return Optional.of("the name of a socket has " + LONGEST_PATH + " bytes at most");
        }
        if (!SystemCalls.isLinked()) {
            return Optional.of("the process has no free descriptor");
        }
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment message = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, message, JAVA_BYTE, 0, bytes.length);
            MemorySegment socket = arena.allocate(2 + LONGEST_PATH + 1L, 8); // all zeros
            socket.set(JAVA_SHORT, 0, (short) AF_UNIX);
            int skipped = isAbstract ? 1 : 0; // the zero stays where @ was
            MemorySegment.copy(
                    name, skipped, socket, JAVA_BYTE, 2L + skipped, name.length - skipped);
            long size = 2L + name.length + (isAbstract ? 0 : 1);
            long fd = SystemCalls.call(SystemCall.SOCKET, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (fd < 0) {
                return Optional.of(Errno.inWords(fd));
            }
            try {
                long result = send(fd, message, socket, size);
                return result < 0 ? Optional.of(Errno.inWords(result)) : Optional.empty();
            } finally {
                SystemCalls.call(SystemCall.CLOSE, fd);
            }
        }
    }

    /** Tries again while the queue of the receiver is full, but not for ever. */
    private static long send(long fd, MemorySegment message, MemorySegment socket, long size) {
        for (int i = 1;; i++) {
            long result =
                    SystemCalls.untilNotInterrupted(
                            () -> SystemCalls.call(
                                    SystemCall.SENDTO,
                                    fd,
                                    message.address(),
                                    message.byteSize(),
                                    MSG_DONTWAIT_NOSIGNAL,
                                    socket.address(),
                                    size));
            if (result != -Errno.EAGAIN || i == MOST_ATTEMPTS) {
                return result;
            }
            LockSupport.parkNanos(NANOS_BETWEEN);
        }
    }
}
