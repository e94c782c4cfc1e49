package io.fileview.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.util.Scanner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The room that is required is there, however the code is compiled. */
@NeedsKernel("starts JVMs with options of their own")
class StackRoomTest {
    private static final int STACK = 512 << 10;
    private static final int LEAST = 24 << 10;
    private static final int MOST = 64 << 10;

    /** Prints how deep a stack goes, and how deep one goes at whose end the room is required. */
    static final class Room {
        private static final int WARM_UP = 200_000;

        private boolean requires;
        private int deepest;

        private Room() {}

        public static void main(String[] arguments) throws InterruptedException {
            for (int i = 0; i < WARM_UP; i++) {
                StackRoom.require();
            }
            System.out.println(
                    depth(STACK, false)
                            + " "
                            + depth(STACK + Integer.parseInt(arguments[0]), true)
                            + " "
                            + depth(STACK + MOST, true));
        }

        private static int depth(int stack, boolean requires) throws InterruptedException {
            Room room = new Room();
            Thread thread = new Thread(null, () -> room.measure(requires), "deep", stack);
            thread.start();
            thread.join();
            return room.deepest;
        }

        private void measure(boolean withRoom) {
            this.requires = withRoom;
            try {
                down(0);
            } catch (StackOverflowError end) {
                // As deep as the stack allows.
            }
        }

        /** Is not compiled, so that all its frames have the same size. */
        private void down(int depth) {
            if (requires) {
                StackRoom.require();
            }
            deepest = depth;
            if (depth < Integer.MAX_VALUE) {
                down(depth + 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4"})
    void isThereInEachKindOfCode(String compiler) throws IOException {
        assumeFalse(
                Needs.isWindows(),
                "needs a system that gives a thread the stack it asks for; Windows rounds up to 1 MiB");
        // A stack has whole pages, so with large ones all that shows is that some room is required.
        int least = EngineUnderTest.pageSize() > LEAST ? 0 : LEAST;
        Scanner depths =
                new Scanner(
                        ChildJvm.of(Room.class, least)
                                .option(compiler, "-XX:-BackgroundCompilation")
                                .option(
                                        "-XX:CompileCommand=quiet",
                                        "-XX:CompileCommand=exclude," + Room.class.getName()
                                                + "::down")
                                .run());
        int plain = depths.nextInt();
        assertThat(depths.nextInt()).isPositive().isLessThan(plain);
        assertThat(depths.nextInt()).isGreaterThan(plain);
    }
}
