package io.fileview.labs.storm;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.Pause;
import io.fileview.labs.storm.Events.Kind;
import io.fileview.labs.storm.Pages.MixedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A program that is killed: it opens files by names chosen at random, again and again. Arguments: the
 * engine, the seed, the directory of the log files, the names.
 */
abstract class Program {
    /** What a program prints when it begins. */
    static final String READY = "ready";

    private static final long SECONDS = 900;

    final String engine;
    final SplittableRandom random;
    final Path logs;
    final Events events;
    final Watch watch;
    private final List<Path> names;

    Program(String... arguments) {
        engine = arguments[0];
        random = new SplittableRandom(Long.parseLong(arguments[1]));
        logs = Path.of(arguments[2]);
        events = new Events(logs);
        watch = new Watch(events);
        names = Arrays.stream(arguments).skip(3).map(Path::of).toList();
    }

    static ChildJvm start(
            Class<? extends Program> program,
            String engine,
            long seed,
            Path logs,
            List<Path> names)
            throws IOException {
        Object[] arguments = new Object[3 + names.size()];
        arguments[0] = engine;
        arguments[1] = seed;
        arguments[2] = logs;
        for (int i = 0; i < names.size(); i++) {
            arguments[3 + i] = names.get(i);
        }
        // The library would log what is closed with an error.
        return ChildJvm.start(
                program,
                List.of("-Djava.util.logging.config.file=/dev/null"),
                arguments)
                .killAfter(SECONDS);
    }

    /** Opens a file, uses it for a while, and closes it. */
    abstract void use(Path name) throws IOException, MixedException;

    /** Runs until the process is killed. */
    final void runForEver() {
        System.out.println(READY);
        while (true) {
            try {
                use(names.get(random.nextInt(names.size())));
            } catch (IOException refused) {
                Refusals.report(events, refused);
                Pause.millis(random.nextInt(1, 10));
            } catch (MixedException mixed) {
                events.add(Kind.MIXED, mixed.toString());
            } catch (RuntimeException | Error failure) {
                events.add(Kind.FAILED, failure.toString());
            }
        }
    }

    final Acknowledged acknowledged(long file) {
        return new Acknowledged(logs, file);
    }

    final boolean oneIn(int cases) {
        return random.nextInt(cases) == 0;
    }
}
