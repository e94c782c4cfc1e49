package io.fileview.live;

import io.fileview.errors.WindowsTexts;
import io.fileview.linux.BusSignal;
import io.fileview.linux.LinuxEngine;
import io.fileview.messages.FirstTen;
import io.fileview.portable.PortableEngine;
import io.fileview.spi.Engine;
import io.fileview.spi.FileLocation;
import io.fileview.windows.StatusByPath;
import io.fileview.windows.WindowsEngine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The installed engines, and the selection of one. The built-in ones are listed here, so that they
 * are found even if shading has removed the service files.
 */
public final class Engines {
    /** The environment variable that selects an engine if the program does not. */
    public static final String VARIABLE = "FILEVIEW_ENGINE";

    private static final Engines INSTALLED =
            new Engines(
                    builtIn(System.getProperty("os.name", "")),
                    ServiceLoader.load(Engine.class, Engine.class.getClassLoader()).iterator(),
                    System.getenv());

    private final List<Engine> bestFirst;
    private final List<String> failures;
    private final @Nullable String fromEnvironment;

    /** The Windows engine is not even loaded on other systems. */
    private static List<Engine> builtIn(String system) {
        return system.toLowerCase(Locale.ROOT).startsWith("windows")
                ? List.of(new WindowsEngine(), new LinuxEngine(), portableOnWindows())
                : List.of(new LinuxEngine(), new PortableEngine());
    }

    /** The JDK tells neither the numbers of files on Windows nor those of errors. */
    private static PortableEngine portableOnWindows() {
        if (!StatusByPath.isAllowed()) {
            return new PortableEngine();
        }
        WindowsTexts.askSystem(StatusByPath::textOf);
        return new PortableEngine(new StatusByPath());
    }

    Engines(List<Engine> builtIn, Iterator<Engine> provided, Map<String, String> environment) {
        List<Engine> engines = new ArrayList<>(builtIn);
        this.failures = new ArrayList<>();
        load(provided, engines, failures);
        engines.sort((one, other) -> Integer.compare(other.priority(), one.priority()));
        this.bestFirst = List.copyOf(engines);
        String name = environment.get(VARIABLE);
        this.fromEnvironment = name == null || name.isBlank() ? null : name.strip();
    }

    /** Loads all providers that can be loaded; one that cannot must not hide the others. */
    private static void load(
            Iterator<Engine> provided, List<Engine> engines, List<String> failures) {
        while (true) {
            try {
                if (!provided.hasNext()) {
                    return;
                }
                Engine engine = provided.next();
                if (engines.stream().noneMatch(known -> known.name().equals(engine.name()))) {
                    engines.add(engine);
                }
            } catch (ServiceConfigurationError | LinkageError failure) {
                failures.add(String.valueOf(failure.getMessage()));
            }
        }
    }

    /**
     * Selects an engine.
     *
     * @param name the name that the program gave, or null
     * @param location what is to be opened; null for memory
     * @throws IllegalArgumentException if there is no engine of that name, or none accepts the
     *     location
     * @throws UnsupportedOperationException if the named engine is unavailable
     */
    public static Engine choose(@Nullable String name, @Nullable FileLocation location) {
        return INSTALLED.chooseFor(name, location);
    }

    Engine chooseFor(@Nullable String asked, @Nullable FileLocation location) {
        String name = asked != null ? asked : fromEnvironment;
        for (Engine engine : bestFirst) {
            if (name == null ? isFit(engine, location) : engine.name().equals(name)) {
                if (name != null) {
                    requireFit(engine, location);
                }
                return engine;
            }
        }
        throw new IllegalArgumentException(
                (name == null
                        ? "no available engine can open " + (location == null ? "memory" : location)
                        : "there is no engine named " + name + origin(asked))
                        + "; installed are "
                        + bestFirst.stream().map(Engine::name).toList()
                        + (failures.isEmpty()
                                ? ""
                                : ", and these could not be loaded: ["
                                        + FirstTen.of(failures)
                                        + "]"));
    }

    private static String origin(@Nullable String asked) {
        return asked == null ? ", as the environment variable " + VARIABLE + " requires" : "";
    }

    /**
     * Selects the engine that the program passed or, if that is null, an installed one.
     *
     * @throws IllegalArgumentException if the engine does not accept the location, or as {@link
     *     #choose(String, FileLocation)}
     * @throws UnsupportedOperationException if the engine is unavailable
     */
    public static Engine choose(
            @Nullable Engine given, @Nullable String name, @Nullable FileLocation location) {
        if (given == null) {
            return choose(name, location);
        }
        requireFit(given, location);
        return given;
    }

    /**
     * Returns who receives the signal of an unreadable page instead of the JVM, whichever engine has
     * mapped the page; empty if it is the JVM, or if that is not known.
     */
    public static Optional<String> otherHandlerOfPageErrors() {
        return BusSignal.otherHandler();
    }

    private static boolean isFit(Engine engine, @Nullable FileLocation location) {
        return engine.unavailableReason().isEmpty()
                && (location == null || engine.accepts(location));
    }

    private static void requireFit(Engine engine, @Nullable FileLocation location) {
        Optional<String> reason = engine.unavailableReason();
        if (reason.isPresent()) {
            throw new UnsupportedOperationException(
                    "the engine " + engine.name() + " is unavailable because " + reason.get()
                            + "; use another engine");
        }
        if (location != null && !engine.accepts(location)) {
            throw new IllegalArgumentException(
                    "the engine " + engine.name() + " cannot open " + location
                            + "; use another engine");
        }
    }
}
