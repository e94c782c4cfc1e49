package io.fileview.labs.windows;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.pages.PageErrorProgram;
import java.io.IOException;
import java.nio.file.Path;

/**
 * On Windows: the program of {@code labs/page-errors}, whose file is truncated from the Linux side.
 * Windows itself would refuse that; there a page is lost by an error of the device or of a share.
 *
 * <p>Arguments: the engine, the file, how many bad accesses, how many good ones of each operation, how
 * many bad raw ones, the seed.
 */
final class FaultsProgram {
    private FaultsProgram() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        long seed = Long.parseLong(arguments[5]);
        PageErrorProgram.prepare(file, seed);
        try (FileMapping mapping =
                FileMapping.builder(file)
                        .engine(arguments[0])
                        .protection(Protection.READ_WRITE)
                        .open();
                View view = mapping.map()) {
            LostPages.reportFor(view.address(), view.length());
            PageErrorProgram.run(
                    view,
                    file,
                    size -> LinuxSide.ask(LinuxSide.Question.TRUNCATE, file, size),
                    Long.parseLong(arguments[2]),
                    Long.parseLong(arguments[3]),
                    Long.parseLong(arguments[4]),
                    seed);
        }
    }
}
