/** The file functions that NDIS gives drivers: whole files, mapped by one at a time. */
module io.fileview.ndis {
    requires transitive io.fileview;
    requires static org.jspecify;

    exports io.fileview.ndis;
}
