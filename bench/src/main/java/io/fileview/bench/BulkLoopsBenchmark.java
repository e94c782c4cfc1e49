package io.fileview.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Guarded bulk operations. Run it with {@code -jvmArgsAppend -Dfileview.guarded.loops=true} and with
 * {@code =false} to compare the loops, which processors other than x86-64 need, with the JDK's copy
 * methods.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 25, timeUnit = TimeUnit.MILLISECONDS)
@Fork(jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class BulkLoopsBenchmark {
    /** The other side of a copy. */
    @State(Scope.Thread)
    public static class Other {
        final MemorySegment memory = Arena.ofAuto().allocate(4 << 20);
    }

    @Benchmark
    public byte toArray(
            GuardedAccessBenchmark.MappedFile mapped, GuardedAccessBenchmark.Length length)
            throws IOException {
        mapped.guarded.copyTo(mapped.next(), mapped.array, 0, length.bytes);
        return mapped.array[0];
    }

    @Benchmark
    public void fromArray(
            GuardedAccessBenchmark.MappedFile mapped, GuardedAccessBenchmark.Length length)
            throws IOException {
        mapped.guarded.copyFrom(mapped.next(), mapped.array, 0, length.bytes);
    }

    @Benchmark
    public void toMemory(
            GuardedAccessBenchmark.MappedFile mapped,
            GuardedAccessBenchmark.Length length,
            Other other)
            throws IOException {
        mapped.guarded.copyTo(mapped.next(), other.memory, 0, length.bytes);
    }

    @Benchmark
    public void fromMemory(
            GuardedAccessBenchmark.MappedFile mapped,
            GuardedAccessBenchmark.Length length,
            Other other)
            throws IOException {
        mapped.guarded.copyFrom(mapped.next(), other.memory, 0, length.bytes);
    }

    @Benchmark
    public void fill(
            GuardedAccessBenchmark.MappedFile mapped, GuardedAccessBenchmark.Length length)
            throws IOException {
        mapped.guarded.fill(mapped.next(), length.bytes, (byte) 1);
    }
}
