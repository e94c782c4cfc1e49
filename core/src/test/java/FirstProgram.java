import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.nio.file.Path;

/** What the documentation shows first: writes a line into the middle of a file. */
@SuppressWarnings("DefaultPackage") // the documentation finds it by its file name alone
public final class FirstProgram {
    private FirstProgram() {}

    /**
     * Runs the program.
     *
     * @param arguments the file, which has 136 KiB or more
     * @throws IOException if the file cannot be mapped or made durable
     */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        // @start region="first"
        try (FileMapping mapping = FileMapping.open(path, Protection.READ_WRITE)) {
            try (View view = mapping.map(135 * 1024, 1024)) { // any offset, any length
                view.segment().setString(0, "hello");
                view.flush(Durability.DEVICE); // now it survives a power failure
                System.out.println(view.pages()); // which of its pages are in memory
            } // unmapped here, not by the garbage collector
        }
        // @end
    }
}
