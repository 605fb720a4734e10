@echo off
rem Starts kinescope. Needs Java 17 or newer: from JAVA_HOME, else from PATH.
rem KINESCOPE_JAVA_OPTS goes to the JVM last, so it overrides what is set here.
setlocal DisableDelayedExpansion
set "HOME_DIR=%~dp0.."

if defined JAVA_HOME goto java_home
for %%J in (java.exe) do set "JAVA=%%~$PATH:J"
if defined JAVA goto java_found
>&2 echo kinescope: no Java found: install Java 17 or newer, or set JAVA_HOME to one.
exit /b 2

:java_home
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto java_found
>&2 echo kinescope: JAVA_HOME is "%JAVA_HOME%", but there is no bin\java.exe in it: set it to a Java 17 or newer, or unset it.
exit /b 2

:java_found
rem The version comes from the JDK's "release" file: starting Java to ask for it costs as much as the whole command.
set "VERSION="
for %%D in ("%JAVA%") do set "RELEASE=%%~dpD..\release"
if exist "%RELEASE%" for /f "usebackq tokens=1,* delims==" %%A in ("%RELEASE%") do if "%%A"=="JAVA_VERSION" set "VERSION=%%~B"
if defined VERSION goto version_found
for /f "tokens=2,3" %%A in ('""%JAVA%" -version 2^>^&1"') do if "%%A"=="version" if not defined VERSION set "VERSION=%%~B"
if defined VERSION goto version_found
>&2 echo kinescope: "%JAVA%" does not run: install Java 17 or newer, or set JAVA_HOME to one.
exit /b 2

:version_found
for /f "delims=.-+" %%A in ("%VERSION%") do set "FEATURE=%%A"
if %FEATURE% GEQ 17 goto run
>&2 echo kinescope: "%JAVA%" is Java %VERSION%, and kinescope needs 17 or newer: install one, or set JAVA_HOME to it.
exit /b 2

:run
rem A class-data archive halves the time to start: the build's own, or from Java 19 on one that the JVM makes and renews.
set "ARCHIVE="
if exist "%HOME_DIR%\lib\kinescope-%VERSION%.jsa" (
  set ARCHIVE="-XX:SharedArchiveFile=%HOME_DIR%\lib\kinescope-%VERSION%.jsa"
  goto start
)
if %FEATURE% LSS 19 goto start
if not defined LOCALAPPDATA goto start
if not exist "%LOCALAPPDATA%\kinescope\cache\" mkdir "%LOCALAPPDATA%\kinescope\cache" 2>nul
if not exist "%LOCALAPPDATA%\kinescope\cache\" goto start
set "BUILD="
set /p BUILD=<"%HOME_DIR%\lib\build-id"
set ARCHIVE=-XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%LOCALAPPDATA%\kinescope\cache\%VERSION%-%BUILD%.jsa"

:start
rem The JVM tells of an archive that does not fit on stdout, which belongs to data: only its errors, and on stderr.
rem Without the optimizing compiler a start takes a fifth less time and 10,000 rows a third less CPU.
"%JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m -Xshare:auto -Xlog:disable -Xlog:all=error:stderr -Xlog:cds*=off:stderr "-Djava.library.path=%HOME_DIR%\lib\native" %ARCHIVE% %KINESCOPE_JAVA_OPTS% -jar "%HOME_DIR%\lib\kinescope.jar" %*
exit /b %ERRORLEVEL%
