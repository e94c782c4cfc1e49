package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sources of the library as files that import each other: how deep, and in no circle. */
class RoomsTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?(io\\.fileview\\.[\\w.]+);", Pattern.MULTILINE);

    private static final int MOST_FILES_IN_THE_ROOT = 26;
    private static final int MOST_LEVELS = 9;
    private static final int MOST_LINES_OF_VIEW = 400;

    /** What each file imports, by the name of its class. */
    private static final Map<String, Set<String>> IMPORTS = new TreeMap<>();

    @BeforeAll
    static void readSources() throws IOException {
        assumeTrue(
                Files.isDirectory(SOURCES),
                "needs the sources of the library in the current directory");
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.walk(SOURCES.resolve("io"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("package-info.java"))
                    .toList()) {
                String name =
                        SOURCES.relativize(file).toString().replace(File.separatorChar, '.');
                texts.put(
                        name.substring(0, name.length() - ".java".length()),
                        Files.readString(file));
            }
        }
        texts.forEach((name, text) -> IMPORTS.put(name, importsOf(text, texts.keySet())));
    }

    private static Set<String> importsOf(String text, Set<String> names) {
        Set<String> imports = new LinkedHashSet<>();
        Matcher matcher = IMPORT.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            while (!names.contains(name) && name.indexOf('.') > 0) {
                name = name.substring(0, name.lastIndexOf('.')); // a nested class or a member
            }
            imports.add(name);
        }
        return imports;
    }

    @Test
    void noFileImportsItselfThroughOthers() {
        List<String> chain = new ArrayList<>();
        IMPORTS.keySet().forEach(name -> requireNoCircle(name, chain, new LinkedHashSet<>()));
    }

    private static void requireNoCircle(String name, List<String> chain, Set<String> done) {
        assertThat(chain).as("a circle of imports").doesNotContain(name);
        if (done.add(name)) {
            chain.add(name);
            IMPORTS.get(name).forEach(next -> requireNoCircle(next, chain, done));
            chain.removeLast();
        }
    }

    @Test
    void theLongestChainOfImportsIsShort() {
        List<String> longest =
                IMPORTS.keySet().stream()
                        .map(name -> chainFrom(name, new HashMap<>()))
                        .max((one, other) -> Integer.compare(one.size(), other.size()))
                        .orElseThrow();
        System.out.println(
                IMPORTS.size()
                        + " files, "
                        + IMPORTS.values().stream().mapToInt(Set::size).sum()
                        + " imports, "
                        + longest.size()
                        + " levels: "
                        + String.join(" > ", longest));
        assertThat(longest).hasSizeLessThanOrEqualTo(MOST_LEVELS);
    }

    private static List<String> chainFrom(String name, Map<String, List<String>> known) {
        List<String> chain = known.get(name);
        if (chain == null) {
            List<String> longest = List.of();
            for (String next : IMPORTS.get(name)) {
                List<String> below = chainFrom(next, known);
                longest = below.size() > longest.size() ? below : longest;
            }
            chain = new ArrayList<>(List.of(name));
            chain.addAll(longest);
            known.put(name, chain);
        }
        return chain;
    }

    @Test
    void theRootPackageHasWhatAProgramMeetsFirst() {
        List<String> root =
                IMPORTS.keySet().stream()
                        .filter(name -> name.lastIndexOf('.') == "io.fileview".length())
                        .toList();
        System.out.println(root.size() + " files in the root package, beside package-info");
        assertThat(root).hasSizeLessThan(MOST_FILES_IN_THE_ROOT);
    }

    @Test
    void viewIsShortEnoughToRead() throws IOException {
        try (Stream<String> lines =
                Files.lines(SOURCES.resolve(Path.of("io", "fileview", "View.java")))) {
            assertThat(lines.count()).isLessThan(MOST_LINES_OF_VIEW);
        }
    }
}
