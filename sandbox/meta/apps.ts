/** One of the two numbers under which Meta's documents name the page's own inbox. */
export const pageInboxAppId = "263902037430900";

/** Some other business's app that is connected to the page too. */
export const otherAppId = "489203716640215";
