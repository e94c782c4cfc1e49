package io.fileview.guarded.mapped;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Determines whether this JVM would learn of an unreadable page. If it would not, guarded access to
 * mapped pages is refused.
 */
final class Refusal {
    /** A segment that cannot be accessed. */
    static final MemorySegment NO_SEGMENT = closedSegment();

    private Refusal() {}

    private static MemorySegment closedSegment() {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocate(1);
        }
    }

    /** Returns why accesses to a view must be refused; empty if they need not be. */
    static Optional<String> of(GuardedRange range) {
        String jvm = System.getProperty("java.vm.name", "");
        if (!jvm.contains("HotSpot") && !jvm.contains("OpenJDK")) {
            return Optional.of(
                    range
                            + " cannot be accessed by guarded(), because only the HotSpot JVM is known"
                            + " to report unreadable pages, and this is "
                            + jvm
                            + "; use guarded().bySystemCall()");
        }
        return range.otherHandlerOfPageErrors()
                .map(
                        handler -> range
                                + " cannot be accessed by guarded(), because SIGBUS, the signal of an"
                                + " unreadable page, is handled by "
                                + handler
                                + " and not by the JVM, so that the process could end without a"
                                + " message; start Java with the JDK's lib/libjsig.so in LD_PRELOAD,"
                                + " or use guarded().bySystemCall()");
    }
}
