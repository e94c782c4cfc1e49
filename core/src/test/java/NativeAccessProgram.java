import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens a file and prints how that went; outside the package, so that the library can be a module.
 */
public final class NativeAccessProgram {
    private NativeAccessProgram() {}

    /**
     * Opens a file.
     *
     * @param args the file and the engine
     * @throws IOException if it cannot be opened
     */
    public static void main(String[] args) throws IOException {
        try (FileMapping mapping =
                FileMapping.builder(Path.of(args[0])).engine(args[1]).open();
                View view = mapping.map()) {
            System.out.println("mapped " + view.length() + " bytes");
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
