package io.fileview.labs.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A module of the checkout with its tests, copied into the prefix as it lies in the checkout, so that
 * tests find what they look for; with what they need, and with JUnit's console.
 */
final class InstalledModule {
    /** The file in a module that lists the class path of its tests. */
    static final String LIST = "target/lab-classpath";

    private static final String CONSOLE = "labs/target/core-tests";

    private final LabRun run;
    private final String module;

    InstalledModule(LabRun run, String module) {
        this.run = run;
        this.module = module;
    }

    /** Copies everything that is not there yet; returns the class path, as Windows names it. */
    String classPath() throws IOException {
        Set<String> entries = new LinkedHashSet<>();
        for (String name : List.of("target/classes", "target/test-classes")) {
            run.built(module + "/" + name);
            entries.add(installFromCheckout(module + "/" + name));
        }
        installFromCheckout(module + "/src");
        installFromCheckout(module + "/pom.xml");
        Path console = console(run);
        entries.add(run.prefix().install(console, "lib/" + console.getFileName()));
        for (String entry : Files.readString(run.built(module + "/" + LIST)).strip().split(":",
                -1)) {
            Path path = Path.of(entry);
            Path root = run.checkout().toRealPath();
            if (entry.matches(".*/(org/junit|org/opentest4j|org/apiguardian)/.*")) {
                continue; // the console has them
            }
            entries.add(
                    path.startsWith(root)
                            ? installFromCheckout(root.relativize(path).toString())
                            : run.prefix().install(path, "lib/" + path.getFileName()));
        }
        return String.join(";", entries);
    }

    private String installFromCheckout(String name) throws IOException {
        return run.prefix().install(run.checkout().resolve(name), "checkout/" + name);
    }

    /** Finds the jar of JUnit's console, which the launcher of the lab fetches. */
    static Path console(LabRun run) throws IOException {
        try (Stream<Path> jars = Files.list(run.built(CONSOLE))) {
            return jars.filter(one -> one.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
    }
}
