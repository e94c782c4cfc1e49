package io.fileview.cli;

import io.fileview.live.Engines;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An engine that works as another one does, and truncates a file at a chosen moment of a command, as
 * another program might. Commands find it by the name {@code truncating}.
 */
public final class TruncatingEngine implements Engine {
    static final String NAME = "truncating";

    private static volatile Plan plan =
            new Plan("portable", Path.of("none"), 0, (call, first) -> false);

    /** A call of the engine, before which the file is truncated. */
    interface Moment {
        /**
         * Returns whether this is the call.
         *
         * @param call the name of the method
         * @param first the first argument
         */
        boolean isNow(String call, Object first);
    }

    private record Plan(String engine, Path file, long newSize, Moment moment) {}

    /** Decides what is truncated by the commands from now on. */
    static void plan(String engine, Path file, long newSize, Moment moment) {
        plan = new Plan(engine, file, newSize, moment);
    }

    private static Engine engine() {
        return Engines.choose(plan.engine(), null);
    }

    private static void maybeTruncate(String call, Object first) throws IOException {
        Plan now = plan;
        if (now.moment().isNow(call, first)) {
            try (FileChannel channel = FileChannel.open(now.file(), StandardOpenOption.WRITE)) {
                channel.truncate(now.newSize());
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Optional<String> unavailableReason() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(FileLocation location) {
        return engine().accepts(location);
    }

    @Override
    public EngineFile open(FileLocation location, OpenRequest request) throws IOException {
        maybeTruncate("open", location);
        EngineFile file = engine().open(location, request);
        if (!file.name().equals(plan.file().toString())) {
            return file;
        }
        return (EngineFile) Proxy.newProxyInstance(
                EngineFile.class.getClassLoader(),
                new Class<?>[] {EngineFile.class},
                (proxy, method, arguments) -> call(file, method, arguments));
    }

    private static Object call(EngineFile file, Method method, Object[] arguments)
            throws Throwable {
        maybeTruncate(method.getName(), arguments == null ? "" : arguments[0]);
        try {
            return method.invoke(file, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public EngineFile openMemory() throws IOException {
        return engine().openMemory();
    }

    @Override
    public Entry resolve(FileLocation location) throws IOException {
        maybeTruncate("resolve", location);
        return engine().resolve(location);
    }
}
