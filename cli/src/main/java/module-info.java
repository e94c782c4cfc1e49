/** The command {@code fileview}. */
module io.fileview.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.fileview;
    requires static org.jspecify;

    opens io.fileview.cli to
            info.picocli;
}
