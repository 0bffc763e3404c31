export type InstagramAccount = { id: string; username: string; name: string };

export type Page = {
  id: string;
  name: string;
  category: string;
  /** Of a business portfolio: shown only with business_management. */
  portfolio: Portfolio | null;
  instagram: InstagramAccount | null;
};

type Portfolio = {
  edge: "owned_pages" | "client_pages";
  /** Also in /me/accounts. */
  isListed: boolean;
  /** The portfolio's list leaves the token out; the page itself tells it. */
  hidesToken: boolean;
};

export const shoesPage = "104829375610284";
export const outletPage = "113520984417735";
export const cafePage = "109338274650912";
export const atelierPage = "102946138205577";
export const bikesPage = "615572039841263";
export const papierwerkPage = "106617742093358";
export const ceramicsPage = "110275863349041";
export const acornPage = "115904427761830";
export const bakeryPage = "118263405971148";
export const kidsPage = "120417936682075";
export const repairsPage = "103775281946630";
export const pressPage = "107498826153317";
export const floristPage = "116650093728451";

export const pages: readonly Page[] = [
  {
    id: shoesPage,
    name: "Linden Street Shoes",
    category: "Shoe Store",
    portfolio: null,
    instagram: {
      id: "17841405309211844",
      username: "lindenstreet.shoes",
      name: "Linden Street Shoes",
    },
  },
  {
    id: outletPage,
    name: "Linden Street Outlet",
    category: "Clothing Store",
    portfolio: null,
    instagram: null,
  },
  {
    id: cafePage,
    name: "Café Mélisse",
    category: "Coffee Shop",
    portfolio: null,
    instagram: { id: "17841402278345610", username: "cafe.melisse", name: "Café Mélisse" },
  },
  {
    id: atelierPage,
    name: "Ателье «Рябина»",
    category: "Sewing & Alterations",
    portfolio: null,
    instagram: { id: "17841450916623087", username: "atelie.ryabina", name: "Ателье «Рябина»" },
  },
  {
    id: bikesPage,
    name: "Harbour Bikes & Repair",
    category: "Bicycle Repair Service",
    portfolio: null,
    instagram: null,
  },
  {
    id: papierwerkPage,
    name: "Papierwerk Nord",
    category: "Stationery Store",
    portfolio: null,
    instagram: null,
  },
  {
    id: ceramicsPage,
    name: "Old Mill Ceramics",
    category: "Arts & Crafts Store",
    portfolio: null,
    instagram: null,
  },
  {
    id: acornPage,
    name: "Tiny Acorn Toys",
    category: "Toy Store",
    portfolio: { edge: "owned_pages", isListed: true, hidesToken: false },
    instagram: null,
  },
  {
    id: bakeryPage,
    name: "Fig & Fennel Bakery",
    category: "Bakery",
    portfolio: null,
    instagram: { id: "17841463380175529", username: "fig.and.fennel", name: "Fig & Fennel" },
  },
  {
    id: kidsPage,
    name: "Linden Street Kids",
    category: "Children's Clothing Store",
    portfolio: { edge: "owned_pages", isListed: false, hidesToken: false },
    instagram: { id: "17841437719260084", username: "lindenstreet.kids", name: "Linden Kids" },
  },
  {
    id: repairsPage,
    name: "Linden Street Repairs",
    category: "Shoe Repair Shop",
    portfolio: { edge: "owned_pages", isListed: false, hidesToken: true },
    instagram: null,
  },
  {
    id: pressPage,
    name: "Linden Retail Press Office",
    category: "Media Agency",
    portfolio: { edge: "owned_pages", isListed: false, hidesToken: false },
    instagram: null,
  },
  {
    id: floristPage,
    name: "Brook & Bell Florist",
    category: "Florist",
    portfolio: { edge: "client_pages", isListed: false, hidesToken: true },
    instagram: null,
  },
];
