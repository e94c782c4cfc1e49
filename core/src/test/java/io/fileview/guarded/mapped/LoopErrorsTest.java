package io.fileview.guarded.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsLinux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each loop reports an unreadable page when it returns, also one that has become unreadable after it was
 * touched.
 */
@Tag("linux-only")
@NeedsKernel("has another process map the file")
@NeedsLinux("truncates a mapped file")
class LoopErrorsTest {
    @TempDir
    Path directory;

    /** Runs each loop, without touching the pages before, on pages of which one in ten is cut off. */
    static final class Loops {
        private static final int SIZE = 1 << 20;
        private static final int GOOD = SIZE / 2;
        private static final int ROUNDS = 2_000;

        // Not final, as in BulkLoops.
        private static MethodHandle toNative = segments("toNative");
        private static MethodHandle fromNative = segments("fromNative");
        private static MethodHandle heap = segments("heap");
        private static MethodHandle downwards = segments("downwards");
        private static MethodHandle toArray = operation("toArray", PageAccess.ARRAY);
        private static MethodHandle fromArray = operation("fromArray", PageAccess.ARRAY);
        private static MethodHandle fill = operation("fill", PageAccess.FILL);

        private Loops() {}

        private static MethodHandle segments(String name) {
            return operation(name, PageAccess.SEGMENT);
        }

        private static MethodHandle operation(String name, MethodType type) {
            return PageAccess.operation(LoopOperations.class, name, type);
        }

        public static void main(String[] args) throws Throwable {
            MemorySegment view = mapped(Path.of(args[0]));
            MemorySegment memory = Arena.ofAuto().allocate(SIZE);
            MemorySegment ints = MemorySegment.ofArray(new int[SIZE / Integer.BYTES]);
            byte[] bytes = new byte[SIZE];
            int reported = 0;
            int silent = 0;
            int wrong = 0;
            for (int i = 0; i < ROUNDS; i++) {
                boolean bad = i % 10 == 9;
                long at = (bad ? GOOD : 0L) + i % 4_096;
                int length = 200 + i;
                for (int loop = 0; loop < 9; loop++) {
                    try {
                        switch (loop) {
                            case 0 -> toNative.invokeExact(view, at, memory, 3L, (long) length);
                            case 1 -> fromNative.invokeExact(memory, 3L, view, at, (long) length);
                            case 2 -> heap.invokeExact(view, at, ints, 4L, (long) length);
                            case 3 -> heap.invokeExact(ints, 4L, view, at, (long) length);
                            case 4 -> downwards.invokeExact(view, at, memory, 3L, (long) length);
                            case 5 -> downwards.invokeExact(memory, 3L, view, at, (long) length);
                            case 6 -> toArray.invokeExact(view, at, bytes, 5, length);
                            case 7 -> fromArray.invokeExact(view, at, bytes, 5, length);
                            default -> fill.invokeExact(view, at, (byte) 1, (long) length);
                        }
                        silent += bad ? 1 : 0;
                    } catch (InternalError error) {
                        boolean right = bad && PageAccess.isBadPage(error);
                        reported += right ? 1 : 0;
                        wrong += right ? 0 : 1;
                    }
                }
            }
            System.out.println(reported + " reported, " + silent + " silent, " + wrong + " wrong");
        }

        private static MemorySegment mapped(Path file) throws IOException {
            Files.write(file, new byte[SIZE]);
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MemorySegment view =
                        channel.map(MapMode.READ_WRITE, 0, SIZE, Arena.ofAuto());
                channel.truncate(GOOD);
                return view;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-Xint", "-XX:TieredStopAtLevel=1 -Xbatch",
        "-XX:-TieredCompilation -XX:CompileThreshold=200 -Xbatch"
    })
    void aLoopReportsAPageThatWasNotTouched(String compiler) throws IOException {
        String output =
                ChildJvm.of(Loops.class, directory.resolve("file"))
                        .option("-XX:TieredStopAtLevel=4")
                        .option(compiler.split(" "))
                        .run();
        assertThat(output).isEqualTo("1800 reported, 0 silent, 0 wrong");
    }
}
