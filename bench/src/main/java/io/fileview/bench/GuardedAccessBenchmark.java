package io.fileview.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Compares guarded access with access to the raw segment, for pages that are in memory. Before the
 * measurement, each JVM has used every kind of guarded access, as a program would. A benchmark of a
 * single access is a method of its own, which is not inlined, unless its name says so.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 25, timeUnit = TimeUnit.MILLISECONDS)
@Fork(jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class GuardedAccessBenchmark {
    /** A mapped file with all of its pages in memory. */
    @State(Scope.Thread)
    public static class MappedFile {
        private static final int SIZE = 4 << 20;

        private Path file;
        private FileMapping mapping;
        private View view;
        GuardedAccess guarded;
        MemorySegment raw;
        final byte[] array = new byte[SIZE];

        /**
         * The offset changes with each access; otherwise the compiler could read the value only
         * once.
         */
        int at;

        int next() {
            at = (at + 72) & 0xffff;
            return at;
        }

        /**
         * Maps the file.
         *
         * @throws IOException if that fails
         */
        @Setup(Level.Trial)
        public void map() throws IOException {
            file = Files.createTempFile("fileview-bench", null);
            Files.write(file, array);
            mapping = FileMapping.open(file, Protection.READ_WRITE);
            view = mapping.map();
            guarded = view.guarded();
            raw = view.segment();
            for (int i = 0; i < 30_000; i++) {
                useAll(i & 0xff8);
            }
        }

        private void useAll(int at) throws IOException {
            guarded.setByte(at, guarded.getByte(at));
            guarded.setShort(at, guarded.getShort(at));
            guarded.setInt(at, guarded.getInt(at));
            guarded.setLong(at, guarded.getLong(at));
            guarded.setIntVolatile(at, guarded.getIntVolatile(at));
            guarded.setLongVolatile(at, guarded.getLongVolatile(at));
            guarded.copyTo(at, array, 0, 200);
            guarded.copyFrom(at, array, 0, 200);
            guarded.copyTo(at, MemorySegment.ofArray(array), 0, 200);
            guarded.copyFrom(at, MemorySegment.ofArray(array), 0, 200);
            guarded.fill(at, 200, (byte) 1);
        }

        /**
         * Removes the file.
         *
         * @throws IOException if that fails
         */
        @TearDown(Level.Trial)
        public void unmap() throws IOException {
            view.close();
            mapping.close();
            Files.delete(file);
        }
    }

    /** The length of a bulk operation. */
    @State(Scope.Benchmark)
    public static class Length {
        @Param({"4096", "65536", "1048576"})
        int bytes;
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public int getIntRaw(MappedFile mapped) {
        return mapped.raw.get(JAVA_INT_UNALIGNED, mapped.next());
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public int getIntGuarded(MappedFile mapped) throws IOException {
        return mapped.guarded.getInt(mapped.next());
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public long getLongRaw(MappedFile mapped) {
        return mapped.raw.get(JAVA_LONG_UNALIGNED, mapped.next());
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public long getLongGuarded(MappedFile mapped) throws IOException {
        return mapped.guarded.getLong(mapped.next());
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public byte getByteRaw(MappedFile mapped) {
        return mapped.raw.get(JAVA_BYTE, mapped.next());
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public byte getByteGuarded(MappedFile mapped) throws IOException {
        return mapped.guarded.getByte(mapped.next());
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public void setLongRaw(MappedFile mapped) {
        mapped.raw.set(JAVA_LONG_UNALIGNED, mapped.next(), 5);
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public void setLongGuarded(MappedFile mapped) throws IOException {
        mapped.guarded.setLong(mapped.next(), 5);
    }

    /** Here the compiler may inline the access into the measurement loop. */
    @Benchmark
    public int inlinedGetIntRaw(MappedFile mapped) {
        return mapped.raw.get(JAVA_INT_UNALIGNED, mapped.next());
    }

    @Benchmark
    public int inlinedGetIntGuarded(MappedFile mapped) throws IOException {
        return mapped.guarded.getInt(mapped.next());
    }

    @Benchmark
    public int sum4096IntsRaw(MappedFile mapped) {
        int sum = 0;
        for (int i = 0; i < 4096; i++) {
            sum += mapped.raw.get(JAVA_INT_UNALIGNED, i * 4L);
        }
        return sum;
    }

    @Benchmark
    public int sum4096IntsGuarded(MappedFile mapped) throws IOException {
        int sum = 0;
        for (int i = 0; i < 4096; i++) {
            sum += mapped.guarded.getInt(i * 4L);
        }
        return sum;
    }

    /** Copies guarded, then loops over the copy, as the documentation recommends. */
    @Benchmark
    public int sum4096IntsCopied(MappedFile mapped) throws IOException {
        mapped.guarded.copyTo(0, mapped.array, 0, 4096 * 4);
        MemorySegment copied = MemorySegment.ofArray(mapped.array);
        int sum = 0;
        for (int i = 0; i < 4096; i++) {
            sum += copied.get(JAVA_INT_UNALIGNED, i * 4L);
        }
        return sum;
    }

    @Benchmark
    public byte copyToArrayRaw(MappedFile mapped, Length length) {
        MemorySegment.copy(mapped.raw, JAVA_BYTE, mapped.next(), mapped.array, 0, length.bytes);
        return mapped.array[0];
    }

    @Benchmark
    public byte copyToArrayGuarded(MappedFile mapped, Length length) throws IOException {
        mapped.guarded.copyTo(mapped.next(), mapped.array, 0, length.bytes);
        return mapped.array[0];
    }

    @Benchmark
    public void copyFromArrayRaw(MappedFile mapped, Length length) {
        MemorySegment.copy(mapped.array, 0, mapped.raw, JAVA_BYTE, mapped.next(), length.bytes);
    }

    @Benchmark
    public void copyFromArrayGuarded(MappedFile mapped, Length length) throws IOException {
        mapped.guarded.copyFrom(mapped.next(), mapped.array, 0, length.bytes);
    }
}
