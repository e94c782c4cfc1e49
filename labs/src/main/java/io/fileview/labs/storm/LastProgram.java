package io.fileview.labs.storm;

import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.storm.Events.Kind;
import io.fileview.labs.storm.Pages.MixedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens each file by each of its names once all others are dead, checks it, and closes it. */
final class LastProgram extends Program {
    private static final long SECONDS = 120;

    private final String[] arguments;

    private LastProgram(String... arguments) {
        super(arguments);
        this.arguments = arguments;
    }

    /**
     * Runs the program to its end.
     *
     * @param arguments as in {@link Program}
     */
    public static void main(String[] arguments) {
        LastProgram program = new LastProgram(arguments);
        for (int name = 3; name < arguments.length; name++) {
            try {
                program.use(Path.of(program.arguments[name]));
            } catch (IOException refused) {
                program.events.add(Kind.FAILED, "with nobody else there: " + refused);
            } catch (MixedException mixed) {
                program.events.add(Kind.MIXED, "with nobody else there: " + mixed.getMessage());
            }
        }
    }

    static void run(String engine, Path logs, List<Path> names) throws IOException {
        try (ChildJvm last = start(LastProgram.class, engine, 0, logs, names)) {
            int exit = last.exitCode(SECONDS);
            if (exit != 0) {
                new Events(logs).add(Kind.FAILED, "the last program ended with " + exit);
            }
        }
    }

    @Override
    void use(Path name) throws IOException, MixedException {
        CommitMapping mapping =
                watch.time("last open", () -> WriterProgram.open(name, engine));
        try (mapping; View view = mapping.map()) {
            check("opened", Pages.contentOf(view));
        }
        check("closed", Files.readAllBytes(name));
    }

    private void check(String when, byte[] content) throws IOException, MixedException {
        Pages pages = Pages.in(content);
        long found = pages.check(when + " at last", content);
        long promised = acknowledged(pages.file()).last();
        if (found < promised) {
            events.add(
                    Kind.LOST,
                    when + " at last, file " + pages.file() + " is as of commit " + found + ", but "
                            + promised + " was promised");
        }
    }
}
