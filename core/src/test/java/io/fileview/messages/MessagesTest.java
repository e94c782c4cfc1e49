package io.fileview.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.errors.SystemError;
import io.fileview.messages.MessageSites.Site;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages that the library gives, provoked in one process for each engine and language. All of them
 * are written to {@code target/messages.txt}, with the places in the sources that no provocation
 * reached.
 */
class MessagesTest {
    private static final List<String> ENGINES = List.of("linux", "portable", "memory");
    private static final int LONGEST = 2000;
    private static final Path SOURCES = Path.of("src/main/java");

    private static final Pattern NO_WORDS =
            Pattern.compile("\\bnull\\b|errno \\d|io\\.fileview|Exception|file descriptor \\d");

    /** A sentence has it after a semicolon, or says what had to be so. */
    private static final Pattern NEXT_STEP =
            Pattern.compile(
                    "; |must |until |once |first|needs a|only |with commit|ends beyond|does not lie within|cannot be"
                            + " shortened|between|only that thread");

    @TempDir
    Path directory;

    @BeforeEach
    void needLinux() {
        Needs.linux();
    }

    private List<Provoked> provoke(String engine, Language language) throws IOException {
        Path files = Files.createDirectory(directory.resolve(engine + language));
        String output =
                language.in(ChildJvm.of(ProvokeAll.class, files))
                        .option("-D" + EngineUnderTest.PROPERTY + "=" + engine)
                        .run();
        List<String> lines = output.lines().toList();
        assertThat(lines.getFirst()).startsWith("LANGUAGE Optional[ENOTDIR]");
        assumeTrue(
                language.isOf(lines.getFirst()),
                () -> "the C library has no messages in " + language + ": " + lines.getFirst());
        List<Provoked> provoked =
                lines.stream().filter(Provoked::isPrinted).map(Provoked::parse).toList();
        assertThat(lines.getLast()).isEqualTo("DONE " + provoked.size());
        return provoked;
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable", "memory"})
    void theyAreTheSameInEachLanguage(String engine) throws IOException {
        Map<Language, List<Provoked>> byLanguage = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            byLanguage.put(language, provoke(engine, language));
        }
        for (Language language : Language.values()) {
            Map<String, String> differing = keys(byLanguage.get(language));
            differing.entrySet().removeAll(keys(byLanguage.get(Language.ENGLISH)).entrySet());
            assertThat(differing).as("%s on the engine %s", language, engine).isEmpty();
            assertThat(byLanguage.get(language))
                    .hasSameSizeAs(byLanguage.get(Language.ENGLISH));
        }
    }

    private static Map<String, String> keys(List<Provoked> provoked) {
        Map<String, String> keys = new LinkedHashMap<>();
        provoked.forEach(one -> keys.put(one.provocation(), one.key()));
        return keys;
    }

    @Test
    void eachIsASentenceThatNamesWhatItIsAbout() throws IOException {
        List<Site> sites = MessageSites.in(SOURCES);
        List<String> report = new ArrayList<>();
        List<String> reached = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (String engine : ENGINES) {
            for (Provoked one : provoke(engine, Language.ENGLISH)) {
                boolean isOfLibrary =
                        one.sites().stream()
                                .limit(1)
                                .anyMatch(made -> sites.stream().anyMatch(s -> s.contains(made)));
                for (String fault : isOfLibrary ? faults(one) : List.<String>of()) {
                    faults.add(one.provocation() + ": " + fault + ": " + one.message());
                }
                report.add(engine + ": " + one.provocation() + "\n    " + one.type() + " "
                        + one.error() + " " + one.limit() + "\n    " + one.message());
                reached.addAll(one.sites());
            }
        }
        List<Site> missed =
                sites.stream()
                        .filter(site -> reached.stream().noneMatch(site::contains))
                        .toList();
        write(report, sites.size(), missed);
        assertThat(faults).isEmpty();
        assertThat(missed)
                .as("of %d places; the places without a provocation are in the report",
                        sites.size())
                .hasSizeLessThan(sites.size() * 3 / 5);
    }

    /** Returns what is wrong with a message; empty if nothing is. */
    private static List<String> faults(Provoked one) {
        List<String> faults = new ArrayList<>();
        String message = one.message();
        if (one.type().equals("AssertionError")) {
            faults.add("was not refused");
        }
        if (message.isBlank() || message.length() > LONGEST || message.contains("\n")) {
            faults.add("is empty, longer than " + LONGEST + " characters, or has several lines");
        }
        if (message.endsWith(".") || NO_WORDS.matcher(message).find()) {
            faults.add("is no sentence without a full stop, or shows the inside of the program");
        }
        if (!message.contains(one.thing())) {
            faults.add("does not name " + one.thing());
        }
        if (!message.contains(one.error())) {
            faults.add("does not name the error");
        }
        String[] limit = one.limit().split(" ", -1);
        boolean isLimitKnown = limit.length == 3 && !limit[1].equals("-1");
        if (isLimitKnown && !(message.contains(limit[0]) && message.contains(limit[1]))) {
            faults.add("does not name the limit " + one.limit());
        }
        boolean isUnexplained =
                SystemError.named(one.error()).flatMap(SystemError::remedy).isEmpty()
                        && message.endsWith("(" + one.error() + ")");
        boolean isWrapped = one.message().contains("because the test wants it");
        if (!isUnexplained && !isWrapped && !NEXT_STEP.matcher(message).find()) {
            faults.add("does not say what to do, or what would be right");
        }
        return faults;
    }

    private void write(List<String> report, int sites, List<Site> missed) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(report.size() + " messages");
        lines.addAll(report);
        lines.add("");
        lines.add(
                missed.size()
                        + " of "
                        + sites
                        + " places that make an exception, which no provocation reached:");
        missed.forEach(site -> lines.add("    " + site));
        Path target = Files.createDirectories(Path.of("target"));
        Files.write(target.resolve("messages.txt"), lines);
    }
}
