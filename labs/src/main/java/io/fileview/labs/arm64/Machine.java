package io.fileview.labs.arm64;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Directories;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The emulated machine: its scripts, its cache, and what is put on its second disk. */
final class Machine {
    private static final String CONFIGURATION = "kernel-64k.config";
    private static final List<String> SCRIPTS =
            List.of("machine.sh", "guest-init", "initrd-init", "checks.sh", CONFIGURATION);
    private static final int BRIEF_SECONDS = 900;
    private static final int SECONDS = 3 * 3_600;
    private static final int MEMORY_MIB = 2_048;
    private static final int MEMORY_MIB_FOR_TESTS = 4_096;

    private final Path directory;
    private final Path scripts;

    private Machine(Path directory, Path scripts) {
        this.directory = directory;
        this.scripts = scripts;
    }

    static Machine in(Path directory) throws IOException {
        Path scripts = Files.createDirectory(directory.resolve("scripts"));
        for (String name : SCRIPTS) {
            try (InputStream script = script(name)) {
                Files.copy(script, scripts.resolve(name));
            }
        }
        return new Machine(directory, scripts);
    }

    private static InputStream script(String name) throws IOException {
        InputStream script = Machine.class.getResourceAsStream(name);
        if (script == null) {
            throw new IOException("the labs have no resource " + name);
        }
        return script;
    }

    /** Where downloads and kernels are kept. */
    static Path cache() {
        return cache(System.getenv(), System.getProperty("user.home"));
    }

    static Path cache(Map<String, String> environment, String home) {
        String set = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = set.startsWith("/") ? Path.of(set) : Path.of(home, ".cache");
        return caches.resolve("fileview-labs").resolve("arm64");
    }

    /** Whether the kernel that has to be compiled has been, with the configuration that it has now. */
    static boolean hasOwnKernel() throws IOException {
        Path made = cache().resolve("kernel-64.config");
        try (InputStream wanted = script(CONFIGURATION)) {
            return Files.exists(made)
                    && Arrays.equals(Files.readAllBytes(made), wanted.readAllBytes());
        }
    }

    /** Downloads and makes what is not in the cache. */
    void prepare(List<Integer> kib) throws IOException {
        Files.createDirectories(cache());
        List<String> command =
                new ArrayList<>(
                        List.of("sh", placeOf("machine.sh"), "prepare", cache().toString(),
                                scripts.toString()));
        kib.forEach(size -> command.add(size.toString()));
        List<String> lines = MachineScript.run("preparation", command, SECONDS);
        if (!lines.getLast().equals("0")) {
            throw new CannotRunException(
                    "the emulated machine could not be prepared in " + cache() + ": "
                            + String.join(" ", lines.subList(0, lines.size() - 1)));
        }
    }

    /** Boots a machine, which runs parts of the checks and powers itself off. */
    Boot boot(
            int kib, List<Part> parts, String tests, int processors, @Nullable Path checkout)
            throws IOException {
        Path content = Files.createDirectory(directory.resolve("disk-" + kib));
        Files.copy(scripts.resolve("checks.sh"), content.resolve("checks.sh"));
        String classPath = put(System.getProperty("java.class.path").split(":"), content, "c");
        Files.writeString(content.resolve("classpath"), classPath);
        String wanted =
                parts.stream()
                        .filter(part -> part != Part.SUITE || checkout != null)
                        .map(Part::title)
                        .collect(Collectors.joining(" "));
        Files.writeString(content.resolve("only"), wanted);
        Files.writeString(content.resolve("tests"), tests);
        int memory = MEMORY_MIB;
        if (parts.contains(Part.SUITE) && checkout != null) {
            putTests(checkout, content);
            memory = MEMORY_MIB_FOR_TESTS;
        }
        Path image = directory.resolve("disk-" + kib + ".image");
        Shell.run("truncate", "--size=1500M", image.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-d", content.toString(),
                image.toString());
        Directories.delete(content);
        List<String> lines =
                MachineScript.run(
                        kib + " KiB",
                        List.of("sh", placeOf("machine.sh"), "boot", cache().toString(),
                                Integer.toString(kib), image.toString(),
                                Integer.toString(memory), Integer.toString(processors)),
                        Part.BRIEF.containsAll(parts) ? BRIEF_SECONDS : SECONDS);
        Files.delete(image);
        return Boot.of(kib, lines.subList(0, lines.size() - 1));
    }

    /** Copies the entries of a class path; returns the one that they have in the machine. */
    private static String put(String[] classPath, Path content, String prefix)
            throws IOException {
        List<String> names = new ArrayList<>();
        for (String entry : classPath) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                String name = prefix + names.size() + (Files.isDirectory(from) ? "" : ".jar");
                Shell.run("cp", "-r", entry, content.resolve(name).toString());
                names.add("/out/" + name);
            }
        }
        return String.join(":", names);
    }

    private static void putTests(Path checkout, Path content) throws IOException {
        Path library = checkout.resolve("labs/target/core-tests");
        Path tests = checkout.resolve("core/target/test-classes");
        List<String> entries = new ArrayList<>();
        try (var files = Files.list(library)) {
            files.map(Path::toString).filter(name -> name.endsWith(".jar")).forEach(entries::add);
        }
        entries.add(checkout.resolve("core/target/classes").toString());
        Arrays.stream(
                Files.readString(checkout.resolve("core/target/lab-classpath")).strip().split(":"))
                .filter(entry -> !entry.matches(".*/(org/junit|org/opentest4j|org/apiguardian)/.*"))
                .forEach(entries::add);
        String classPath = put(entries.toArray(String[]::new), content, "t");
        Shell.run("cp", "-r", tests.toString(), content.resolve("core-test-classes").toString());
        Files.writeString(
                content.resolve("core-tests"), classPath + ":/out/core-test-classes");
    }

    private String placeOf(String name) {
        return scripts.resolve(name).toString();
    }
}
