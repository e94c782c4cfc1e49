package io.fileview.win32;

/** Loads and stores that throw a {@link MemoryFaultException} where the machine would fault. */
interface MemoryApi {
    byte[] read(long address, int length);

    void write(long address, byte[] bytes);
}
