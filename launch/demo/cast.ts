/** Who writes what to which of the three channels: two pages, then the Instagram account. */
export const cast: { person: string; channel: 0 | 1 | 2; lines: string[] }[] = [
  {
    person: "tom",
    channel: 0,
    lines: [
      "Hi there!",
      "Are you open on Sunday?",
      "Do you have the blue sneakers in size 42?",
      "Perfect, thanks 👍",
    ],
  },
  {
    person: "amina",
    channel: 0,
    lines: ["Hello, where is my order 10482?", "And how long does shipping take?"],
  },
  {
    person: "lena",
    channel: 1,
    lines: ["Здравствуйте! 🙂", "Вы работаете в субботу?", "А где мой заказ 20771?"],
  },
  {
    person: "ravi",
    channel: 1,
    lines: ["Hey 👋 what are your opening hours?", "Can I talk to a human, please?"],
  },
  {
    person: "ines",
    channel: 2,
    lines: [
      "Hello! I love your photos 😍",
      "Which sizes are there?",
      "Is order №30915 on its way? 📦",
    ],
  },
  {
    person: "julia",
    channel: 2,
    lines: ["Hallo! Are you open today?", "Can I return shoes that do not fit? 👟"],
  },
];
