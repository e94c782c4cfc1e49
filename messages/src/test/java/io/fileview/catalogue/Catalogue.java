package io.fileview.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All messages that could be provoked in one language. */
final class Catalogue {
    /** The modules with places that make messages. */
    static final List<String> MODULES = List.of("core", "win32", "ndis", "cli");

    private static final List<String> ENGINES = List.of("linux", "portable", "memory");
    private static final int MOST_OF_A_PLACE = 40;

    private final Language language;
    private final List<Place> places;
    private final Map<String, List<Place>> placesByFile = new HashMap<>();
    private final Map<Place, Map<String, Thrown>> thrown = new LinkedHashMap<>();
    private final Map<Place, Set<String>> types = new LinkedHashMap<>();
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final List<String> misuses = new ArrayList<>();
    private final List<String> notRun = new ArrayList<>();

    private Catalogue(Language language, List<Place> places) {
        this.language = language;
        this.places = places;
        for (Place place : places) {
            placesByFile.computeIfAbsent(place.file(), file -> new ArrayList<>()).add(place);
        }
    }

    /** Runs all provocations in a language, with files below a directory. */
    static Catalogue of(Language language, Path checkout, Path directory, List<Place> places)
            throws IOException {
        Catalogue catalogue = new Catalogue(language, places);
        Path recordings = Files.createDirectory(directory.resolve("recordings-" + language));
        Files.setPosixFilePermissions(recordings, PosixFilePermissions.fromString("rwxrwxrwx"));
        ModuleJvm jvm = new ModuleJvm(checkout, directory);
        for (String engine : ENGINES) {
            Path files = Files.createDirectory(directory.resolve("files-" + engine + language));
            catalogue.addAnswers(
                    engine,
                    jvm.run(
                            "core",
                            engine,
                            language,
                            recordings,
                            "io.fileview.messages.ProvokeAll",
                            List.of(files.toString())));
        }
        Path misused = Files.createDirectory(directory.resolve("misused-" + language));
        List<String> lines =
                jvm.run(
                        "cli",
                        "auto",
                        language,
                        recordings,
                        "io.fileview.cli.Misuse",
                        List.of(misused.toString()));
        lines.stream().filter(line -> line.contains("|")).forEach(catalogue.misuses::add);
        for (Map.Entry<String, List<String>> scenario : Lists.scenarios().entrySet()) {
            String[] words = scenario.getKey().split(" ", -1);
            jvm.run(
                    words[0],
                    words[1],
                    language,
                    recordings,
                    RunTests.class.getName(),
                    scenario.getValue())
                    .stream()
                    .filter(line -> line.startsWith("SKIPPED") || line.startsWith("FAILED"))
                    .forEach(catalogue.notRun::add);
        }
        Recordings.read(recordings, catalogue::add);
        return catalogue;
    }

    private void addAnswers(String engine, List<String> lines) {
        String text =
                lines.stream()
                        .filter(line -> line.startsWith("LANGUAGE "))
                        .findFirst()
                        .orElse("no LANGUAGE");
        if (!text.endsWith(language.notADirectory())) {
            notRun.add("SKIPPED: the C library has no messages in " + language + ": " + text);
        }
        lines.stream()
                .filter(Answer::isPrinted)
                .map(Answer::parse)
                .forEach(answer -> answers.put(engine + ": " + answer.provocation(), answer));
    }

    private void add(Thrown made) {
        for (Thrown.Frame frame : made.frames()) {
            for (Place place : placesByFile.getOrDefault(frame.file(), List.of())) {
                if (place.made(made)) {
                    types.computeIfAbsent(place, each -> new TreeSet<>())
                            .add(made.type());
                    Map<String, Thrown> known =
                            thrown.computeIfAbsent(place, each -> new LinkedHashMap<>());
                    if (known.size() < MOST_OF_A_PLACE) {
                        known.putIfAbsent(made.type() + made.skeleton(), made);
                    }
                }
            }
        }
    }

    Language language() {
        return language;
    }

    /** All places, reached or not. */
    List<Place> places() {
        return places;
    }

    /** What was thrown at a place, without those that differ in numbers and paths alone. */
    List<Thrown> thrownAt(Place place) {
        return List.copyOf(thrown.getOrDefault(place, Map.of()).values());
    }

    /** The types of what was thrown at a place. */
    Set<String> typesAt(Place place) {
        return types.getOrDefault(place, Set.of());
    }

    /** The answers to the provocations by engine and name. */
    Map<String, Answer> answers() {
        return answers;
    }

    /** What the command line printed when it was misused. */
    List<String> misuses() {
        return misuses;
    }

    /** The tests that were skipped or failed, with the reasons. */
    List<String> notRun() {
        return notRun;
    }
}
