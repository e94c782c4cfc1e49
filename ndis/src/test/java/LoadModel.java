import io.fileview.ndis.ExclusiveFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** The example in the documentation of exclusive files: reads a model occasionally. */
@SuppressWarnings("DefaultPackage") // snippets find it by its file name alone
public final class LoadModel {
    private LoadModel() {}

    /**
     * Runs the program.
     *
     * @param arguments the file
     * @throws IOException if the file cannot be mapped
     */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        // @start region="load"
        try (ExclusiveFile model = ExclusiveFile.open(path)) {
            MemorySegment bytes = model.map(); // exclusive until it is unmapped
            System.out.println("starts with " + bytes.get(ValueLayout.JAVA_BYTE, 0));
            model.unmap(); // uses no memory until it is mapped again
        }
        // @end
    }
}
