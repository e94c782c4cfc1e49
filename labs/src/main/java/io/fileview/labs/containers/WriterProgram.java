package io.fileview.labs.containers;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.fileview.View;
import io.fileview.commit.CommitMapping;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Commits again and again, tells each commit that is done, and is killed at a random moment. */
final class WriterProgram {
    static final String DONE = "done ";
    static final String REFUSED = "refused ";
    static final String KILLS = "kills itself";

    private static final int SIGKILL = 9;
    private static final int MOST_MILLIS = 150;

    private WriterProgram() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        try (CommitMapping mapping = CommitMapping.open(file);
                View view = mapping.map()) {
            long number = TestFile.number(view);
            for (boolean first = true;; first = false) {
                number++;
                TestFile.setNumber(view, number);
                mapping.commit();
                System.out.println(DONE + number);
                if (first) {
                    Thread.ofPlatform().daemon().start(() -> killLater(seed));
                }
            }
        } catch (IOException | RuntimeException refused) {
            System.out.println(REFUSED + refused.getMessage());
        }
    }

    private static void killLater(long seed) {
        try {
            Thread.sleep(new SplittableRandom(seed).nextLong(MOST_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.println(KILLS);
        kill((int) ProcessHandle.current().pid());
    }

    @SuppressWarnings("restricted")
    private static void kill(int process) {
        Linker linker = Linker.nativeLinker();
        MethodHandle kill =
                linker.downcallHandle(
                        linker.defaultLookup().find("kill").orElseThrow(),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            int result = (int) kill.invokeExact(process, SIGKILL);
            throw new IllegalStateException("the signal was not delivered: " + result);
        } catch (Throwable failure) {
            throw new LinkageError("the program could not kill itself", failure);
        }
    }
}
