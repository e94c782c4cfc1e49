package io.fileview.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.errors.SystemError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The error messages of all modules: each place in the sources that makes one is provoked, or has an
 * excuse in {@code excuses.txt}. All of them are written to {@code target/messages.txt}, with their
 * types, their numbers and their places.
 */
class MessagesTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("fileview.checkout", ".."));
    private static final Pattern NUMBERED = Pattern.compile("\\((E[A-Z0-9]+)\\)");

    @TempDir
    static Path directory;

    /** By language: they take long, and each test looks at one or two. */
    private static final Map<Language, Catalogue> CATALOGUES = new LinkedHashMap<>();

    @BeforeEach
    void needLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "provokes errors of Linux");
    }

    private static Catalogue in(Language language) throws IOException {
        synchronized (CATALOGUES) {
            Catalogue known = CATALOGUES.get(language);
            if (known == null) {
                Files.setPosixFilePermissions(
                        directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                List<Place> places = new ArrayList<>();
                for (String module : Catalogue.MODULES) {
                    places.addAll(Places.in(CHECKOUT, module));
                }
                known = Catalogue.of(language, CHECKOUT, directory, places);
                CATALOGUES.put(language, known);
            }
            return known;
        }
    }

    @Test
    void eachPlaceIsProvokedOrHasAnExcuse() throws IOException {
        Catalogue catalogue = in(Language.ENGLISH);
        Map<String, String> excuses = Lists.reasons("excuses.txt");
        write(catalogue, excuses);
        Set<String> missed = new TreeSet<>();
        Set<String> superfluous = new HashSet<>(excuses.keySet());
        for (Place place : catalogue.places()) {
            if (catalogue.thrownAt(place).isEmpty()) {
                Optional<String> excuse = excuseOf(place, excuses);
                if (excuse.isEmpty()) {
                    missed.add(place.name());
                }
                excuse.ifPresent(superfluous::remove);
            }
        }
        assertThat(catalogue.notRun())
                .as("tests that provoke messages")
                .noneMatch(line -> line.startsWith("FAILED"));
        if (!missed.isEmpty()) {
            assumeTrue(
                    catalogue.notRun().stream().allMatch(MessagesTest::isOfTheEngine),
                    () -> "not provoked: " + missed + ", perhaps because tests did not run: "
                            + catalogue.notRun());
        }
        assertThat(missed).as("places that are neither provoked nor excused").isEmpty();
        assertThat(superfluous).as("excuses of places that are provoked or gone").isEmpty();
    }

    /** Whether a test is skipped wherever it runs, because of its engine. */
    private static boolean isOfTheEngine(String skipped) {
        return skipped.endsWith("needs files without a name")
                || skipped.endsWith("needs an engine that copies permissions");
    }

    /** Returns the excuse of a place; one that ends with a slash is for all places of a package. */
    private static Optional<String> excuseOf(Place place, Map<String, String> excuses) {
        String name = place.name();
        return excuses.containsKey(name)
                ? Optional.of(name)
                : excuses.keySet().stream()
                        .filter(excuse -> excuse.endsWith("/") && name.startsWith(excuse))
                        .findFirst();
    }

    @Test
    void eachIsASentenceThatNamesWhatItIsAbout() throws IOException {
        Catalogue catalogue = in(Language.ENGLISH);
        Map<String, String> without = Lists.reasons("without-next-step.txt");
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Answer> answer : catalogue.answers().entrySet()) {
            for (String fault : Verdict.of(answer.getValue())) {
                faults.add(
                        answer.getKey() + ": " + fault + ": " + answer.getValue().message());
            }
        }
        Map<String, String> inner = Lists.reasons("inner.txt");
        for (Place place : catalogue.places()) {
            if (inner.containsKey(place.name())) {
                continue;
            }
            boolean needsStep = !without.containsKey(place.name());
            for (Thrown thrown : catalogue.thrownAt(place)) {
                for (String fault : Verdict.of(thrown.message(), needsStep)) {
                    faults.add(place.name() + ": " + fault + ": " + thrown.message());
                }
            }
        }
        assertThat(String.join("\n", faults)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGLISH")
    void typesNumbersAndSentencesAreTheSameInEachLanguage(Language language) throws IOException {
        Catalogue english = in(Language.ENGLISH);
        Catalogue other = in(language);
        assertThat(keys(other).keySet()).containsExactlyElementsOf(keys(english).keySet());
        Map<String, String> differing = keys(other);
        differing.entrySet().removeAll(keys(english).entrySet());
        differing
                .keySet()
                .removeIf(name -> dependsOnMemory(other, name) || dependsOnMemory(english, name));
        assertThat(differing).isEmpty();
        assertThat(other.misuses()).isEqualTo(english.misuses());
        for (Place place : english.places()) {
            Set<String> types = english.typesAt(place);
            if (!types.isEmpty() && !other.typesAt(place).isEmpty()) { // some tests are random
                assertThat(other.typesAt(place)).as(place.name()).isEqualTo(types);
            }
        }
        assumeTrue(
                other.notRun().stream().noneMatch(line -> line.contains("has no messages in")),
                () -> other.notRun().toString());
    }

    /** Whether pages have left the cache after a failed flush is decided by the whole machine. */
    private static boolean dependsOnMemory(Catalogue catalogue, String provocation) {
        return catalogue
                .answers()
                .get(provocation)
                .message()
                .contains("pages may have been evicted before they were written");
    }

    private static Map<String, String> keys(Catalogue catalogue) {
        Map<String, String> keys = new LinkedHashMap<>();
        catalogue.answers().forEach((name, answer) -> keys.put(name, answer.key()));
        return keys;
    }

    private static void write(Catalogue catalogue, Map<String, String> excuses)
            throws IOException {
        List<String> lines = new ArrayList<>();
        long provoked =
                catalogue.places().stream()
                        .filter(place -> !catalogue.thrownAt(place).isEmpty())
                        .count();
        lines.add(
                catalogue.places().size() + " places make messages; " + provoked
                        + " were provoked in " + catalogue.language());
        for (String line : catalogue.notRun()) {
            lines.add(line);
        }
        for (Place place : catalogue.places()) {
            lines.add("");
            lines.add(place.toString());
            List<Thrown> thrown = catalogue.thrownAt(place);
            if (thrown.isEmpty()) {
                lines.add(
                        "    not provoked"
                                + excuseOf(place, excuses)
                                        .map(excuse -> ": " + excuses.get(excuse))
                                        .orElse(""));
            }
            for (Thrown each : thrown) {
                lines.add("    " + each.type() + number(each.message()) + ": " + each.message());
            }
        }
        lines.add("");
        lines.add("The command line, when misused: the words, the exit code and the message");
        for (String misuse : catalogue.misuses()) {
            lines.add("    " + misuse);
        }
        // One message has half of a surrogate pair, which Files.write would refuse.
        Files.write(
                Files.createDirectories(Path.of("target")).resolve("messages.txt"),
                (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String number(String message) {
        Matcher name = NUMBERED.matcher(message);
        return name.find()
                ? SystemError.named(name.group(1)).map(error -> " " + error.number()).orElse("")
                : "";
    }
}
