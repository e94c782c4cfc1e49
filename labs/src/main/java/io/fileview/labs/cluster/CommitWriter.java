package io.fileview.labs.cluster;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.View;
import io.fileview.commit.CommitInUseException;
import io.fileview.commit.CommitMapping;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that commits one number after the other, each to many scattered pages at once, and prints
 * it when it has been committed, until it is killed. Arguments: the file and the first number.
 */
final class CommitWriter {
    static final int SLOTS = 50;
    static final int STRIDE = 5 * 4_096 + 8;
    static final String IN_USE = "in use";

    private CommitWriter() {}

    public static void main(String[] arguments) throws IOException {
        try (CommitMapping mapping = CommitMapping.open(Path.of(arguments[0]));
                View view = mapping.map()) {
            for (long number = Long.parseLong(arguments[1]);; number++) {
                write(view, number);
                mapping.commit();
                System.out.println(number);
            }
        } catch (CommitInUseException e) {
            System.out.println(IN_USE);
        }
    }

    static void write(View view, long number) {
        for (int slot = 0; slot < SLOTS; slot++) {
            view.segment().set(JAVA_LONG_UNALIGNED, (long) slot * STRIDE, number);
        }
    }
}
