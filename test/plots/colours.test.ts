// Can readers who see no red, or no green, tell the roles apart, on white paper and on the book's dark one?
import { readFileSync } from 'node:fs';
import { bars } from 'pinlab/plots/bars';
import { roleColour, roleOf, stylesOf } from 'pinlab/plots/theme';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

type Triple = readonly [number, number, number];

const times = (rows: readonly Triple[], [x, y, z]: Triple): Triple =>
  rows.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;
const each = (colour: Triple, change: (part: number) => number): Triple => colour.map(change) as unknown as Triple;
const within = (part: number): number => Math.min(1, Math.max(0, part));

const parsed = (hex: string): Triple =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as never;
const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** What each kind of eye makes of linear light (Machado, Oliveira and Fernandes, 2009). */
const eyes: Readonly<Record<string, readonly Triple[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'without red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'without green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const toXyz: readonly Triple[] = [
  [0.4339, 0.3762, 0.1899],
  [0.2126, 0.7152, 0.0722],
  [0.0177, 0.1095, 0.8729],
];

/** CIE L*a*b* of linear light. */
function lab(light: Triple): Triple {
  const [x, y, z] = each(times(toXyz, light), (t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** How much the book's dark pages invert, from its style sheet. */
const share = Number(
  /invert\(([\d.]+)\) hue-rotate\(180deg\)/.exec(readFileSync('lib/notebook/assets/book.css', 'utf8'))![1],
);

const hueTurned: readonly Triple[] = [
  [-0.574, 1.43, 0.144],
  [0.426, 0.43, 0.144],
  [0.426, 1.43, -0.856],
];

const papers: Readonly<Record<string, (colour: Triple) => Triple>> = {
  white: (colour) => colour,
  dark: (colour) =>
    each(
      times(
        hueTurned,
        each(colour, (part) => part * (1 - share) + (1 - part) * share),
      ),
      within,
    ),
};

for (const [paper, shown] of Object.entries(papers))
  for (const [eye, seen] of Object.entries(eyes))
    test(`are any two roles far apart on ${paper} paper, by an eye ${eye}?`, () => {
      const all = Object.entries(roleColour).map(([role, hex]) => ({
        role,
        at: lab(each(times(seen, each(shown(parsed(hex)), linear)), within)),
      }));
      const near = all.flatMap((a, i) =>
        all
          .slice(i + 1)
          .flatMap((b) => (Math.hypot(...a.at.map((x, c) => x - b.at[c]!)) < 12 ? [`${a.role} and ${b.role}`] : [])),
      );
      assert.equal(near, []);
    });

test('has a series that is somebody’s the colour of every chapter, and a second of the same a darker one?', () => {
  const [off, on, cut, other] = stylesOf(['fsync, no rule', 'fsync, rule (b)', 'truncate, rule (c)', 'no rule']);
  assert.is(off!.colour, roleColour.fsync);
  assert.is(cut!.colour, roleColour.truncate);
  assert.is.not(on!.colour, off!.colour);
  assert.not.ok([roleColour.fsync, roleColour.truncate].some((colour) => colour === other!.colour));
});

test('is a device’s step a device’s in anybody’s lane, and the disk’s the disk’s?', () => {
  assert.equal(
    [roleOf('fsync', 'device'), roleOf('fsync', 'kernel'), roleOf('disk', 'device')],
    ['device', 'fsync', 'disk'],
  );
});

test('have the groups the colours, where one series is drawn of somebody’s each?', () => {
  const options = { title: 't', axisTitle: 'median time' };
  const { data, layout } = bars(['fsync', 'truncate'], [{ name: 'median', values: [1, 2] }], options);
  assert.equal(data[0]!.marker!.line!.color, [roleColour.fsync, roleColour.truncate]);
  assert.not.ok(layout.showlegend);
});

test.run();
