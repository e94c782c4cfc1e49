package io.fileview.cli;

import io.fileview.View;
import io.fileview.commit.CommitMapping;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code fileview commit-for-demo}: commits one {@link NumberedContent} after the other, until it is
 * killed. The process that the demo kills.
 */
@Command(name = "commit-for-demo", hidden = true, mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = "Changes a whole file of the demo by one commit after the other, and prints 'commit N' before and 'done N' after each, until standard input ends.")
final class CommitForDemoCommand implements Callable<Integer> {
    /** Room for three commits: the next one is preceded by a checkpoint. */
    static final long JOURNAL = 16L << 20;

    /** Nobody is left who would end this process, if standard input has not ended by then. */
    private static final long MOST_SECONDS = 60;

    private final Output output;

    @Parameters(paramLabel = "FILE", converter = HoldForDemoCommand.NameOrUri.class, description = "The file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Mixin
    private final EngineOption engine = new EngineOption();

    private final AtomicBoolean isInputAtEnd = new AtomicBoolean();

    CommitForDemoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        Thread input = new Thread(this::awaitEndOfInput, "standard input");
        input.setDaemon(true);
        input.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        try (CommitMapping mapping = engine.openForCommits(file, JOURNAL);
                View view = mapping.map()) {
            byte[] bytes = new byte[Math.toIntExact(view.length())];
            view.guarded().copyTo(0, bytes, 0, bytes.length);
            long number = NumberedContent.numberOf(bytes)
                    .orElseThrow(() -> CommandFailure.failed(file + ": is a mixture of commits"));
            while (!isInputAtEnd.get() && System.nanoTime() < deadline) {
                number++;
                NumberedContent.fill(bytes, number);
                view.guarded().copyFrom(0, bytes, 0, bytes.length);
                say("commit " + number);
                mapping.commit();
                say("done " + number);
            }
        }
        return ExitCode.OK;
    }

    private void say(String line) {
        output.line(line);
        output.flush();
    }

    private void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // As if it were at the end.
        }
        isInputAtEnd.set(true);
    }
}
