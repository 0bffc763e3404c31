export type Language = "en" | "ru";

export type Topic =
  | "human"
  | "hours"
  | "order"
  | "size"
  | "return"
  | "delivery"
  | "thanks"
  | "greeting"
  | "attachment"
  | "fallback";

/** What the shop's agent says. */
export const topicTexts: Record<Topic | "orderUnknown", Record<Language, string>> = {
  greeting: {
    en: "Hello, and welcome to our shop!",
    ru: "Здравствуйте! Рады видеть вас в нашем магазине.",
  },
  hours: {
    en: "We are open Monday to Saturday from 10:00 to 19:00, and on Sunday from 11:00 to 16:00.",
    ru: "Мы работаем с понедельника по субботу с 10:00 до 19:00, в воскресенье с 11:00 до 16:00.",
  },
  order: {
    en: "Order {order} is packed and leaves our store today. You will get the tracking link by e-mail.",
    ru: "Заказ {order} собран и уедет сегодня. Ссылка для отслеживания придёт на почту.",
  },
  orderUnknown: {
    en: "Gladly! What is the order number? You find it in our e-mail, for example 48213.",
    ru: "С радостью проверю! Подскажите номер заказа, он есть в нашем письме, например 48213.",
  },
  size: {
    en: "We carry EU 36 to 46. Our shoes run true to size; between two sizes, take the larger one.",
    ru: "У нас есть размеры с 36 по 46. Обувь соответствует размеру; если вы между двумя, берите больший.",
  },
  return: {
    en: "You can send anything back within 30 days, unworn and in its box. Returns are free.",
    ru: "Вернуть или обменять можно в течение 30 дней, без следов носки и в коробке. Это бесплатно.",
  },
  delivery: {
    en: "Delivery takes 2 to 3 working days and costs €4.90; it is free from €60.",
    ru: "Доставка занимает 2–3 рабочих дня и стоит 4,90 €, а от 60 € она бесплатная.",
  },
  thanks: { en: "You are welcome! Have a lovely day.", ru: "Пожалуйста! Хорошего дня." },
  human: {
    en: "Of course. I am passing you on to a colleague, who will answer here shortly.",
    ru: "Конечно. Передаю ваш вопрос коллеге, вам скоро ответят здесь же.",
  },
  attachment: {
    en: "Thank you for the picture! A colleague will take a look at it.",
    ru: "Спасибо за фото! Коллега его посмотрит.",
  },
  fallback: {
    en: "I can help with opening hours, orders, sizes, delivery and returns. What would you like to know?",
    ru: "Могу подсказать про часы работы, заказы, размеры, доставку и возврат. Что вас интересует?",
  },
};
