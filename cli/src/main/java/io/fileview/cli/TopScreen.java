package io.fileview.cli;

import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows one table after the other, in the same place of a terminal. No mode of the terminal is
 * changed, so that nothing has to be restored however the command ends; the last table stays. Ctrl-C
 * ends the process between two tables, with the exit code 0.
 */
final class TopScreen implements AutoCloseable {
    private static final String HOME = "\033[H";
    private static final String CLEAR_REST_OF_LINE = "\033[K";
    private static final String CLEAR_REST_OF_SCREEN = "\033[J";
    private static final long MOST_SECONDS = 2;

    private final Output output;
    private final Palette palette;
    private final String title;
    private final ReentrantLock drawing = new ReentrantLock();
    private final Thread atExit = new Thread(this::stop, "stop");

    /** Writes what belongs together. */
    interface Table {
        void write() throws IOException;
    }

    TopScreen(Output output, Palette palette, String title) {
        this.output = output;
        this.palette = palette;
        this.title = title;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Whether the output is a terminal that can show a table in the place of another. */
    static boolean isPossible(Terminal terminal) {
        return terminal.showsColours() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Replaces what the terminal shows. */
    void draw(TopSnapshot snapshot, int rows) throws IOException {
        int width = output.terminal().width();
        int height = output.terminal().height();
        // The last line stays free: a line feed in it would move the others up.
        List<String> lines =
                TopTable.lines(snapshot, palette, rows, Math.max(1, height - 2), width, true);
        whole(
                () -> {
                    output.print(HOME);
                    line(palette.dim(clock() + "  " + fitting(width)));
                    lines.forEach(this::line);
                    output.print(CLEAR_REST_OF_SCREEN);
                });
    }

    private String fitting(int width) {
        int most = Math.max(0, width - 10);
        return TopTable.shortened(title, most);
    }

    /** With the seconds, also those that are 0. */
    private static String clock() {
        String time = LocalTime.now(ZoneId.systemDefault()).withNano(0).toString();
        return time.length() == 5 ? time + ":00" : time;
    }

    private void line(String text) {
        output.print(text);
        output.line(CLEAR_REST_OF_LINE);
    }

    /** Writes without being stopped in the middle. */
    void whole(Table table) throws IOException {
        drawing.lock();
        try {
            table.write();
            output.flush();
        } finally {
            drawing.unlock();
        }
    }

    /** Waits; returns false if this thread has been asked to stop. */
    boolean rest(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void stop() {
        try {
            // Never unlocked, so that nothing is written any more.
            boolean isWhole = drawing.tryLock(MOST_SECONDS, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(isWhole ? ExitCode.OK : ExitCode.FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            return; // the process is ending
        }
    }
}
