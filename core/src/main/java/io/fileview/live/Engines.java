package io.fileview;

import io.fileview.spi.Engine;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the installed engines, once, and chooses among them. */
final class Engines {
    private static final List<Engine> BEST_FIRST =
            ServiceLoader.load(Engine.class, Engine.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .sorted(Comparator.comparingInt(Engine::rank).reversed())
                    .toList();

    private Engines() {}

    static Engine choose(@Nullable String name) {
        for (Engine engine : BEST_FIRST) {
            Optional<String> obstacle = engine.obstacle();
            if (name == null) {
                if (obstacle.isEmpty()) {
                    return engine;
                }
            } else if (engine.name().equals(name)) {
                if (obstacle.isPresent()) {
                    throw new UnsupportedOperationException(
                            "the engine " + name + " cannot serve here: " + obstacle.get());
                }
                return engine;
            }
        }
        List<String> names = BEST_FIRST.stream().map(Engine::name).toList();
        throw new IllegalArgumentException(
                "there is no engine " + (name == null ? "for this machine" : name) + " among "
                        + names);
    }
}
