/** The Win32 file-mapping functions, names and error codes, on any machine that runs Java. */
@SuppressWarnings("module") // javac warns of a digit at the end of a name; this one is Windows' own
module io.fileview.win32 {
    requires io.fileview;
    requires jdk.management;
    requires static org.jspecify;

    exports io.fileview.win32;
}
