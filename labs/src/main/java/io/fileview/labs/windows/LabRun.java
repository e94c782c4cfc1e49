package io.fileview.labs.windows;

import io.fileview.FileMapping;
import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.UnexpectedEndException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One run of the lab: where it runs, how long, and what it has found. */
final class LabRun {
    private final WinePrefix prefix;
    private final Path checkout;
    private final long seed;
    private final boolean brief;
    private final List<String> suites;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String programs = "";

    LabRun(
            WinePrefix prefix, Path checkout, long seed, boolean brief, List<String> suites) {
        this.prefix = prefix;
        this.checkout = checkout;
        this.seed = seed;
        this.brief = brief;
        this.suites = List.copyOf(suites);
    }

    WinePrefix prefix() {
        return prefix;
    }

    long seed() {
        return seed;
    }

    boolean isBrief() {
        return brief;
    }

    /** The suites to run, of those in {@link Suites#ALL}. */
    List<String> suites() {
        return suites;
    }

    /** A file of the checkout that a part cannot do without. */
    Path built(String path) throws CannotRunException {
        Path file = checkout.resolve(path);
        if (!Files.exists(file)) {
            throw new CannotRunException(
                    "there is no " + file.normalize() + "; labs/windows/run builds it");
        }
        return file;
    }

    Path checkout() {
        return checkout;
    }

    void add(Row row) {
        rows.add(row);
        System.err.println(row.part() + ": " + row.what() + ": " + row.count() + " "
                + row.shown().words() + ": "
                + row.detail());
    }

    void note(String note) {
        notes.add(note);
    }

    List<Row> rows() {
        return rows;
    }

    List<String> notes() {
        return notes;
    }

    /** The class path of the programs of the lab, in the prefix. */
    String programs() throws IOException {
        if (programs.isEmpty()) {
            Set<Path> places =
                    new LinkedHashSet<>(List.of(placeOf(LabRun.class), placeOf(FileMapping.class)));
            List<String> entries = new ArrayList<>();
            for (Path place : places) {
                String name =
                        "lib/programs" + entries.size() + (Files.isDirectory(place) ? "" : ".jar");
                entries.add(prefix.install(place, name));
            }
            programs = String.join(";", entries);
        }
        return programs;
    }

    static Path placeOf(Class<?> type) throws IOException {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** Runs a program of the lab on Windows, whose rows are added, and returns its other lines. */
    List<String> program(Class<?> main, long seconds, List<String> options, Object... arguments)
            throws IOException {
        int before = rows.size();
        List<String> others = new ArrayList<>();
        Consumer<String> line =
                text -> {
                    if (Row.isRow(text)) {
                        add(Row.parse(text));
                    } else {
                        others.add(text);
                    }
                };
        try (WindowsJvm jvm =
                WindowsJvm.start(prefix, "", options, programs(), main.getName(), arguments)) {
            jvm.awaitGoodEnd(main.getSimpleName(), seconds, line);
        }
        if (rows.size() == before) {
            throw new UnexpectedEndException(
                    main.getSimpleName() + " ended well, but without a result: "
                            + String.join(" / ", others));
        }
        return others;
    }
}
