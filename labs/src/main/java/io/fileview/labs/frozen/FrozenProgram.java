package io.fileview.labs.frozen;

import io.fileview.Advice;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.common.Pause;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The JVM under test: one thread accesses a page that is not in memory, and another one collects
 * garbage meanwhile. Arguments: the form of access, the file. Prints a line, waits for one, prints
 * another before the collection, and prints the {@link Outcome} when both have ended.
 */
final class FrozenProgram {
    static final String READY = "ready";
    static final String COLLECTING = "collecting";

    private static final long PAGE = 4096;
    private static final long COLD = 40 * PAGE;
    private static final long SECONDS_TO_EVICT = 30;
    private static final long MILLIS_UNTIL_IT_WAITS = 500;

    private FrozenProgram() {}

    public static void main(String[] arguments) throws Exception {
        Form form = Form.valueOf(arguments[0]);
        try (FileMapping mapping =
                FileMapping.open(Path.of(arguments[1]), Protection.READ_WRITE);
                View view = mapping.map()) {
            view.advise(Advice.RANDOM); // reads no pages but those that are accessed
            form.access(view, 0); // loads the classes
            view.flush(Durability.DEVICE);
            evict(view);
            System.gc();
            System.out.println(READY);
            if (System.in.read() < 0) {
                return;
            }
            AtomicReference<String> ended = new AtomicReference<>(Outcome.DONE);
            Thread thread = new Thread(() -> access(form, view, ended));
            thread.start();
            Pause.millis(MILLIS_UNTIL_IT_WAITS);
            System.out.println(COLLECTING);
            boolean before = thread.isAlive();
            long start = System.nanoTime();
            System.gc();
            long millis = (System.nanoTime() - start) / 1_000_000;
            boolean after = thread.isAlive();
            thread.join();
            System.out.println(new Outcome(millis, before, after, ended.get()).line());
        }
    }

    /** Again and again: the kernel keeps pages that another processor is just putting on a list. */
    private static void evict(View view) throws IOException {
        if (!Pause.until(
                SECONDS_TO_EVICT,
                () -> {
                    view.advise(Advice.DO_NOT_NEED);
                    return view.pages().count(PageState.RESIDENT) == 0;
                })) {
            throw new IOException("the pages of the file could not be evicted from memory");
        }
    }

    private static void access(Form form, View view, AtomicReference<String> ended) {
        try {
            form.access(view, COLD);
        } catch (IOException | RuntimeException | Error failure) {
            ended.set(failure.toString());
        }
    }
}
