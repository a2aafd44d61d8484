"""The versions of the FTP server, which the package has: see :mod:`dsu_kernel.demo.ftp`."""

from __future__ import annotations

from dsu_kernel.demo.ftp import SOURCES as SOURCES
from dsu_kernel.demo.ftp import FtpVersion as FtpVersion
from dsu_kernel.demo.ftp import versions as versions
