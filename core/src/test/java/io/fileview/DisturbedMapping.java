package io.fileview;

import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/** A mapping whose engine is the one under test, but for calls that a test lets wait or fail. */
final class DisturbedMapping {
    /** Runs before the engine does what it was called for. */
    interface Disturbance {
        void before(String method) throws Exception;
    }

    /** For a mapping that is steady, and on whose disk only real faults happen. */
    static final Disturbance NONE = method -> {};

    private DisturbedMapping() {}

    /** On a machine on which no page ever leaves the file cache. */
    static FileMapping open(Path file, Protection protection, Disturbance disturbance)
            throws IOException {
        return open(file, protection, disturbance, () -> 0);
    }

    static FileMapping open(
            Path file, Protection protection, Disturbance disturbance, LongSupplier evicted)
            throws IOException {
        CacheEvictions evictions =
                new CacheEvictions() {
                    @Override
                    long now() {
                        return evicted.getAsLong();
                    }
                };
        FileMapping real = EngineUnderTest.open(file, protection);
        Section section = real.section().section();
        InvocationHandler sectionCalls =
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        real.close();
                        return null;
                    }
                    if (method.getName().equals("flush")) {
                        disturbance.before("flush");
                    }
                    if (method.getName().equals("notOnDisk") && !disturbance.equals(NONE)) {
                        return List.of(); // What only the test lets fail is on the disk.
                    }
                    Object result = call(section, method, arguments);
                    return result instanceof MappedRange range
                            ? disturbed(range, disturbance)
                            : result;
                };
        OpenSection disturbed =
                new OpenSection(
                        real.section().engine(),
                        implement(Section.class, sectionCalls),
                        file,
                        protection,
                        false,
                        false,
                        evictions);
        disturbed.setSize(real.size());
        return new FileMapping(disturbed, null);
    }

    private static MappedRange disturbed(MappedRange range, Disturbance disturbance) {
        return implement(
                MappedRange.class,
                (proxy, method, arguments) -> {
                    disturbance.before(method.getName());
                    return call(range, method, arguments);
                });
    }

    private static <T> T implement(Class<T> type, InvocationHandler calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
