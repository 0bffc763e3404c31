/** For lists whose items have no name of their own and never change places. */
export function toPlaced<Item>(item: Item, place: number): { item: Item; place: number } {
  return { item, place };
}
