package io.fileview.testing;

import static io.fileview.testing.Interposed.call;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A mapping whose engine is the one under test, except for calls that a test makes wait or fail.
 */
public final class DisturbedMapping {
    /** Runs before the engine does what it was called for. */
    public interface Disturbance {
        void before(String method) throws Exception;
    }

    /** For a mapping that is steady, and on whose disk only real faults happen. */
    public static final Disturbance NONE = method -> {};

    private DisturbedMapping() {}

    /** On a machine on which no page ever leaves the file cache. */
    public static FileMapping open(Path file, Protection protection, Disturbance disturbance)
            throws IOException {
        return open(file, protection, disturbance, () -> 0);
    }

    public static FileMapping open(
            Path file, Protection protection, Disturbance disturbance, LongSupplier evicted)
            throws IOException {
        return FileMapping.builder(file)
                .protection(protection)
                .engine(engine(disturbance, evicted))
                .open();
    }

    private static Engine engine(Disturbance disturbance, LongSupplier evicted) {
        Engine real = EngineUnderTest.engine();
        return Interposed.of(
                Engine.class,
                (method, arguments) -> {
                    Object result = call(real, method, arguments);
                    return result instanceof EngineFile file
                            ? disturbed(file, disturbance, evicted)
                            : result;
                });
    }

    private static EngineFile disturbed(
            EngineFile file, Disturbance disturbance, LongSupplier evicted) {
        return Interposed.of(
                EngineFile.class,
                (method, arguments) -> {
                    if (method.getName().equals("flush")) {
                        disturbance.before("flush");
                    }
                    Object result = call(file, method, arguments);
                    if (result instanceof MappedRange range) {
                        return disturbed(range, disturbance);
                    }
                    return method.getName().equals("writebackRepair")
                            ? Interposed.inside(
                                    result,
                                    WritebackRepair.class,
                                    repair -> repair(repair, disturbance, evicted))
                            : result;
                });
    }

    private static WritebackRepair repair(
            WritebackRepair real, Disturbance disturbance, LongSupplier evicted) {
        return Interposed.of(
                WritebackRepair.class,
                (method, arguments) -> switch (method.getName()) {
                    case "evictions", "recentEvictions" -> evicted.getAsLong();
                    case "notOnDisk" ->
                        disturbance.equals(NONE)
                                ? call(real, method, arguments)
                                : List.of(); // What only the test makes fail is on the disk.
                    default -> call(real, method, arguments);
                });
    }

    private static MappedRange disturbed(MappedRange range, Disturbance disturbance) {
        return Interposed.of(
                MappedRange.class,
                (method, arguments) -> switch (method.getName()) {
                    case "residency" -> {
                        Object ability = call(range, method, arguments);
                        if (ability.equals(Optional.empty())) {
                            disturbance.before("pages"); // Nobody else will be asked.
                        }
                        yield Interposed.inside(
                                ability,
                                PageResidency.class,
                                real -> disturbed(PageResidency.class, real, disturbance));
                    }
                    case "locking" ->
                        Interposed.inside(
                                call(range, method, arguments),
                                PageLocking.class,
                                real -> disturbed(PageLocking.class, real, disturbance));
                    default -> {
                        disturbance.before(method.getName());
                        yield call(range, method, arguments);
                    }
                });
    }

    private static <T> T disturbed(Class<T> type, T real, Disturbance disturbance) {
        return Interposed.of(
                type,
                (method, arguments) -> {
                    disturbance.before(method.getName());
                    return call(real, method, arguments);
                });
    }
}
