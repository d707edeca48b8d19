/* Colours of the page. Those of "light" and "ramps" are the printed ones of viz/palette.py (a test compares them); those
   of "dark" are lighter tones of the same hues that stay apart on dark paper. JSON after the equals sign. */
var peaceopsPalette = {
  "light": {
    "black": "#000000", "orange": "#E69F00", "sky": "#56B4E9", "green": "#009E73", "blue": "#0072B2",
    "vermilion": "#D55E00", "purple": "#CC79A7", "ink": "#1F2A33", "grey": "#66717A", "light": "#D5DADE",
    "paper": "#FFFFFF"
  },
  "dark": {
    "black": "#F4F7F9", "orange": "#F0C14B", "sky": "#B9E3FB", "green": "#3ECB9F", "blue": "#5AB7EE",
    "vermilion": "#FF9147", "purple": "#EE9FC8", "ink": "#E8EDF1", "grey": "#A9B4BD", "light": "#3D4852",
    "paper": "#14191E"
  },
  "ramps": {
    "consent": ["#C9A35B", "#E8D9B5", "#F7F6F2", "#B9D3E6", "#5E97C1"],
    "people": ["#F7F5F0", "#DDE9E6", "#B3D3CF", "#7FB3B1", "#4E8E91"]
  }
};
