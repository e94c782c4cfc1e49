package io.fileview.labs.frozen;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.common.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The JVM under test: one thread accesses a page that is not in memory, and another one collects
 * garbage meanwhile. Arguments: the form of access, the file. Prints {@code ready}, waits for a line,
 * and prints how many milliseconds the collection took and whether the access was waiting when it
 * began.
 */
final class FrozenProgram {
    private static final long PAGE = 4096;
    private static final long COLD = 40 * PAGE;
    private static final long MILLIS_UNTIL_IT_WAITS = 500;

    private FrozenProgram() {}

    public static void main(String[] arguments) throws Exception {
        Form form = Form.valueOf(arguments[0]);
        try (FileMapping mapping =
                FileMapping.open(Path.of(arguments[1]), Protection.READ_WRITE);
                View view = mapping.map()) {
            view.advise(Advice.RANDOM); // reads no pages but those that are accessed
            view.advise(Advice.DO_NOT_NEED);
            form.access(view, 0); // loads the classes
            System.gc();
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            CountDownLatch accessed = new CountDownLatch(1);
            Thread thread = new Thread(() -> access(form, view, accessed));
            thread.start();
            Pause.millis(MILLIS_UNTIL_IT_WAITS);
            boolean waits = accessed.getCount() > 0;
            long start = System.nanoTime();
            System.gc();
            long millis = (System.nanoTime() - start) / 1_000_000;
            System.out.println(millis + " " + waits);
            thread.join();
        }
    }

    private static void access(Form form, View view, CountDownLatch accessed) {
        try {
            form.access(view, COLD);
            accessed.countDown();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
