@echo off
rem Tries on a Windows machine what Wine cannot show, and writes a report to send back.
rem
rem   1. Build fileview-labs.jar anywhere: mvn -Dquick -pl labs -am package
rem   2. Copy this file and labs/target/fileview-labs.jar into one folder of the Windows machine.
rem   3. Start it there with a JDK 25: JAVA_HOME, or java in the path.
rem
rem An administrator is also shown a full disk, block cloning and a network share: this file then makes two
rem virtual disks of 64 MiB and 2 GiB in its folder and shares a folder of it under the name fileview-lab,
rem and removes them at the end. Everybody else gets a report in which these are not run.
setlocal EnableExtensions DisableDelayedExpansion
set "ERRORLEVEL="
set "here=%~dp0"
set "jar=%here%fileview-labs.jar"
set "work=%here%work"
set "report=%here%fileview-report.txt"
set "crash=%here%fileview-crash.txt"
set "refs=-"
set "small=-"
set "share=-"
set "code=1"

rem The names of folders have parentheses and ampersands: they stand in double quotes, and in no block.
if not exist "%jar%" echo real.cmd: there is no "%jar%": copy fileview-labs.jar beside real.cmd.
if not exist "%jar%" exit /b 2
if not exist "%work%" goto fresh
echo real.cmd: "%work%" exists, maybe since a run was stopped: then end its share with
echo     net share fileview-lab /delete
echo and restart Windows, which detaches its disks. Delete the folder, or copy both files into another one.
exit /b 2

:fresh
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME:"=%\bin\java.exe"
mkdir "%work%"
if not exist "%work%" echo real.cmd: "%work%" cannot be made: copy both files into a folder of your own.
if not exist "%work%" exit /b 2
rem Nobody should send back the report of an earlier run.
if exist "%report%" del "%report%"
if exist "%crash%" del "%crash%"

rem Only administrators may ask for the sessions of the server. Wine can make neither disks nor shares.
if exist "%SystemRoot%\System32\winecfg.exe" goto run
net session >nul 2>&1 || goto run
call :disk small 64 ntfs && set "small=%work%\small"
call :disk refs 2048 refs && set "refs=%work%\refs"
mkdir "%work%\share"
net share fileview-lab="%work%\share" "/grant:%USERDOMAIN%\%USERNAME%,FULL" >nul 2>&1 && set "share=\\localhost\fileview-lab"

:run
"%java%" -XX:-PrintWarnings "-XX:ErrorFile=%crash%" -Dstdout.encoding=UTF-8 --enable-native-access=ALL-UNNAMED -cp "%jar%" ^
    io.fileview.labs.windows.RealProgram "%work%\files" "%report%" "%refs%" "%small%" "%share%"
set "code=%ERRORLEVEL%"

if not "%share%"=="-" net share fileview-lab /delete /y >nul
if not "%small%"=="-" call :detach small
if not "%refs%"=="-" call :detach refs
rmdir /s /q "%work%"
if exist "%crash%" echo The JVM has crashed: please send back "%crash%", too.
if exist "%report%" echo Please send back "%report%"
if not exist "%report%" echo real.cmd: no report was written: is java 25 installed? Set JAVA_HOME to it.
exit /b %code%

rem Makes a virtual disk: its name, its size in MiB, its file system. Fails where there is none of the kind.
:disk
mkdir "%work%\%1"
> "%work%\%1.txt" (
    echo create vdisk file="%work%\%1.vhd" maximum=%2 type=expandable
    echo select vdisk file="%work%\%1.vhd"
    echo attach vdisk
    echo create partition primary
    echo format fs=%3 quick label=fileview
    echo assign mount="%work%\%1"
)
diskpart /s "%work%\%1.txt" >nul 2>&1 && exit /b 0
call :detach %1
exit /b 1

:detach
> "%work%\%1.txt" (
    echo select vdisk file="%work%\%1.vhd"
    echo detach vdisk
)
diskpart /s "%work%\%1.txt" >nul 2>&1
exit /b 0
